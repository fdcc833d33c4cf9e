package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done over several connections comes out as if it were done over one. */
class SideBySideTest {
    /** 9,500 rows on as many pages; a hundred tables whose constraints' names stand in another order than the tables. */
    private static final String SCRIPT = """
            CREATE TABLE wide (id int PRIMARY KEY, pad text) WITH (fillfactor = 10);
            ALTER TABLE wide ALTER pad SET STORAGE PLAIN;
            INSERT INTO wide SELECT i, repeat(md5(i::text), 30) FROM generate_series(1, 9500) i;
            CREATE INDEX ON wide (pad); CREATE INDEX ON wide ((id % 7));
            CREATE TABLE refers (id int REFERENCES wide, other int REFERENCES wide);
            INSERT INTO refers SELECT i, 9501 - i FROM generate_series(1, 9500) i;
            DO $$ BEGIN FOR i IN 1..100 LOOP
                EXECUTE format('CREATE TABLE t%s (a int CONSTRAINT %I PRIMARY KEY, b int CONSTRAINT %I UNIQUE, '
                    'c int CONSTRAINT %I UNIQUE)', i, 'k' || md5('a' || i), 'k' || md5('b' || i), 'k' || md5('c' || i));
                EXECUTE format('INSERT INTO t%s VALUES (1, 2, 3)', i);
            END LOOP; END $$;
            """;

    @TempDir
    Path folder;

    @Test
    void aLargeTableAndManySmallOnesComeBack() throws Exception {
        OddSystem system = new OddSystem(folder, "", SCRIPT);

        assertThat(system.differences(system.restoreAtOnce())).isEmpty();
        assertThat(system.differences(system.restoreScattered())).isEmpty();
    }

    @Test
    void theHalvesOfATableCoverItOnceAndSmallOrOldOnesAreReadWhole() {
        assertThat(ReadBack.ranges(8191, 17)).containsExactly("");
        assertThat(ReadBack.ranges(1 << 20, 13)).containsExactly("");
        assertThat(ReadBack.ranges(10_001, 14))
                .containsExactly(
                        " WHERE ctid < '(5000,0)'::pg_catalog.tid", " WHERE ctid >= '(5000,0)'::pg_catalog.tid");
    }

    @Test
    void doesEveryPieceOnceOverNoMoreConnectionsThanAllowed() throws Exception {
        String database = TestServer.database();
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<SideBySide.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pieces.add(connection -> {
                Sql.query(connection, "SELECT pg_sleep(0.005)", row -> 0);
                return done.incrementAndGet() > 0 ? 2 : 0;
            });
        }

        int made = SideBySide.run(connect(database, opened), 3, pieces);

        assertThat(made).isEqualTo(100);
        assertThat(done).hasValue(50);
        assertThat(opened).hasValue(3);
        assertThat(SideBySide.run(connect(database, opened), 3, List.of())).isZero();
    }

    @Test
    void beginsNothingNewAfterAFailureAndThrowsIt() throws Exception {
        String database = TestServer.database();
        AtomicInteger begun = new AtomicInteger();
        List<SideBySide.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pieces.add(connection -> {
                begun.incrementAndGet();
                return Sql.execute(connection, "SELECT 1 / 0");
            });
        }

        assertThatThrownBy(() -> SideBySide.run(connect(database, new AtomicInteger()), 2, pieces))
                .hasMessageContaining("division by zero");
        assertThat(begun).hasValueLessThanOrEqualTo(2);
    }

    private static Supplier<Connection> connect(String database, AtomicInteger opened) {
        return () -> {
            opened.incrementAndGet();
            try {
                return TestServer.connect(database);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
