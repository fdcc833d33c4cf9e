package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        assertThat(system.blockers(Rights.ALL))
                .singleElement()
                .asString()
                .contains("roles are missing: ann's, boss, maker");

        String target = system.restore(List.of(), new Rights(true, true, true));
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
}
