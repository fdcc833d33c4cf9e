package dev.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On somebody's server the bench leaves nothing, and every shape can be made. */
class BenchServerTest {
    @TempDir
    private static Path folder;

    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.start(folder.resolve("somebody"));
    }

    @AfterAll
    static void stop() {
        server.destroy();
    }

    @Test
    void dropsItsDatabasesAndRolesFromSomebodysServer() throws Exception {
        try (Workspace workspace = Workspace.create(folder, false)) {
            BenchServer bench = open(workspace);
            String before = databases(bench);
            bench.create(Runbooks.SOURCE);
            bench.create(Runbooks.TARGET);
            bench.execute("CREATE ROLE bench_stranger");
            bench.ownRoles(List.of("bench_stranger"));
            assertThat(bench.isOwn()).isFalse();
            assertThat(databases(bench)).isNotEqualTo(before);
            bench.close();
            assertThat(databases(bench)).isEqualTo(before);
            assertThat(bench.text("SELECT count(*) FROM pg_roles WHERE rolname = 'bench_stranger'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void makesEveryShapeTheSameTwice() throws Exception {
        try (Workspace workspace = Workspace.create(folder, false)) {
            BenchServer bench = workspace.own(open(workspace));
            for (Shape shape : Shape.values()) {
                Dataset dataset = shape.dataset(2_000_000, 5);
                bench.create(Runbooks.SOURCE);
                Dataset.Size first = dataset.fill(bench, Runbooks.SOURCE);
                assertThat(first.heapBytes()).as("%s", shape).isBetween(1_400_000L, 4_000_000L);
                String content = content(bench);
                bench.create(Runbooks.SOURCE);
                dataset.fill(bench, Runbooks.SOURCE);
                assertThat(content(bench)).as("%s", shape).isEqualTo(content);
            }
        }
    }

    private static BenchServer open(Workspace workspace) throws Exception {
        return BenchServer.open(
                new BenchPlan(
                        2_000_000, List.of(), 1, List.of(), 5, "512m", server.url("postgres"), folder, false, true),
                workspace);
    }

    private static String databases(BenchServer bench) throws Exception {
        return bench.text("SELECT string_agg(datname, ',' ORDER BY datname) FROM pg_database");
    }

    /** A sum over all rows of all tables. */
    private static String content(BenchServer bench) throws Exception {
        try (var connection = bench.connect(Runbooks.SOURCE);
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT string_agg(c.relname || ':' || (xpath('/row/h/text()', query_to_xml(format(
                                 'SELECT sum(hashtextextended(t::text, 0)) AS h FROM %I t', c.relname), true, true, '')))[1]::text,
                               ',' ORDER BY c.relname)
                          FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                        """)) {
            row.next();
            return row.getString(1);
        }
    }
}
