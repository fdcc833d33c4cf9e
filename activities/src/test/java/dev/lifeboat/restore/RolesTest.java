package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Roles of a set in a target that has none of them. */
@Timeout(120)
class RolesTest {
    private static final String SCRIPT = """
            CREATE ROLE "the team" NOLOGIN NOINHERIT;
            CREATE ROLE "ann's" LOGIN PASSWORD 'never in a set' IN ROLE "the team" CONNECTION LIMIT 3 VALID UNTIL '2035-01-01 00:00+00';
            CREATE ROLE maker CREATEDB CREATEROLE BYPASSRLS;
            CREATE ROLE boss SUPERUSER;
            CREATE ROLE stranger;
            CREATE TABLE t (a int); ALTER TABLE t OWNER TO "the team"; GRANT SELECT ON t TO maker;
            ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t TO "ann's" USING (a > 0);
            CREATE TABLE of_boss (); ALTER TABLE of_boss OWNER TO boss;
            INSERT INTO t VALUES (1), (-1);
            """;
    private static final String ATTRIBUTES = """
            SELECT r.rolname, rolcanlogin, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls, rolconnlimit,
                   rolvaliduntil AT TIME ZONE 'UTC',
                   array(SELECT roleid::regrole::text FROM pg_auth_members m WHERE m.member = r.oid)
            FROM pg_roles r WHERE rolname IN ('the team', 'ann''s', 'maker', 'boss', 'stranger') ORDER BY 1""";

    @TempDir
    Path folder;

    @Test
    void areMadeWhereAskedForByLifeboatAndByHand() throws Exception {
        OddServer first = OddServer.another("first");
        OddServer second = OddServer.another("second");
        OddSystem system = new OddSystem(OddServer.base(), first, folder, "", SCRIPT);
        assertThat(system.manifest.roles())
                .extracting(role -> role.name())
                .contains("boss", "maker")
                .doesNotContain("stranger");
        assertThat(system.plan(Rights.ALL).blockers())
                .singleElement()
                .asString()
                .contains("roles are missing: ann's, boss, maker");

        String target = system.restore(List.of(), new Rights(true, true, true, new TreeMap<>()));
        assertThat(system.differences(target)).isEmpty();
        String wanted = OddServer.base().answer("postgres", ATTRIBUTES).replaceAll("(?m)^stranger.*\\R?", "");
        assertThat(first.answer("postgres", ATTRIBUTES)).isEqualToIgnoringNewLines(wanted);
        assertThat(
                        first.answer(
                                "postgres",
                                "SELECT rolpassword IS NULL AND NOT rolsuper FROM pg_authid WHERE rolname IN ('ann''s', 'boss')"))
                .isEqualTo("t\nt");

        String byHand = second.database("");
        system.byHand().with("CREATE_ROLES", "yes").restore(second.url(byHand));
        assertThat(second.answer("postgres", ATTRIBUTES)).isEqualToIgnoringNewLines(wanted);
        assertThat(second.answer(byHand, "SELECT count(*) FROM t")).isEqualTo("2");
        assertThat(Files.readString(
                        folder.resolve("store").resolve(system.manifest.set()).resolve("manifest.json")))
                .doesNotContain("never in a set");
    }

    @Test
    void haveOtherNamesWhereTheRunbookSaysSo() throws Exception {
        OddServer third = OddServer.another("third");
        OddSystem system = new OddSystem(OddServer.base(), third, folder, "", """
                CREATE ROLE mapped_owner; CREATE ROLE mapped_app;
                CREATE SCHEMA s AUTHORIZATION mapped_owner; CREATE TABLE s.t (mapped_app int); ALTER TABLE s.t OWNER TO mapped_owner;
                GRANT SELECT, INSERT (mapped_app) ON s.t TO mapped_app; ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;
                CREATE POLICY mapped_app ON s.t TO mapped_app USING (mapped_app > 0);
                ALTER DEFAULT PRIVILEGES FOR ROLE mapped_owner IN SCHEMA s GRANT SELECT ON TABLES TO mapped_app;
                """);
        third.execute("postgres", "CREATE ROLE \"the owner\"", "CREATE ROLE app_2");
        Rights rights =
                new Rights(true, true, true, new TreeMap<>(Map.of("mapped_owner", "the owner", "mapped_app", "app_2")));
        String target = system.restore(List.of(), rights);
        assertThat(third.answer(target, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'mapped%'"))
                .isEqualTo("0");
        assertThat(third.dump(target, third.version())
                        .replace("\"the owner\"", "mapped_owner")
                        .replace("the owner", "mapped_owner")
                        .replace("app_2", "mapped_app"))
                .isEqualTo(OddServer.base().dump(system.source, third.version()));
    }

    /** What a provider gives instead of a superuser: CREATEROLE and CREATEDB, and its own database. */
    @Test
    void areMadeByARoleThatIsNoSuperuser() throws Exception {
        OddServer fourth = OddServer.another("fourth");
        fourth.execute("postgres", "CREATE ROLE provider LOGIN CREATEROLE CREATEDB PASSWORD 'p'", "DROP ROLE odd_app");
        OddSystem system = new OddSystem(OddServer.base(), fourth, folder, "", """
                CREATE ROLE managed_owner; CREATE ROLE managed_reader LOGIN CONNECTION LIMIT 5; CREATE ROLE managed_service BYPASSRLS;
                CREATE SCHEMA app AUTHORIZATION managed_owner; SET ROLE managed_owner;
                CREATE TABLE app.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, who text);
                CREATE FUNCTION app.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*)::int FROM app.t';
                CREATE VIEW app.v AS SELECT id FROM app.t; RESET ROLE;
                GRANT USAGE ON SCHEMA app TO managed_reader, odd_app; GRANT SELECT ON app.t TO managed_reader, managed_service;
                ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;
                CREATE POLICY own ON app.t TO managed_reader USING (who = current_user);
                INSERT INTO app.t (who) VALUES ('managed_reader'), ('nobody');
                """);
        String url = fourth.url("postgres").replaceFirst("//[^@]*@", "//provider:p@");
        OddSystem managed = system.into(fourth, url, "OWNER provider");
        Rights rights = new Rights(true, true, true, new TreeMap<>());
        RestorePlan plan = managed.plan(rights);
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.warnings()).anySatisfy(warning -> assertThat(warning)
                .startsWith("role managed_service will be made as NOLOGIN INHERIT: only a superuser"));
        String target = managed.restore(List.of(), rights);
        assertThat(managed.differences(target)).isEmpty();
        assertThat(
                        fourth.answer(
                                target,
                                "SELECT rolname, rolcanlogin, rolbypassrls, rolconnlimit FROM pg_roles WHERE rolname LIKE 'managed%' ORDER BY 1"))
                .isEqualTo("managed_owner | f | f | -1\nmanaged_reader | t | f | 5\nmanaged_service | f | f | -1");
    }
}
