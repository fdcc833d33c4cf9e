package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.drill.DrillRuns.Fate;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed drill left is removed when its run is over, and nothing else ever is. */
class SweeperTest {
    /** Of the server and of files: both have clocks of their own. */
    private final Instant now = Instant.now();

    private static final String RUN = "drill/bookings/2026-01-14T04-00-00/0193-a";

    @TempDir
    Path drills;

    private final PostgresConnector connector =
            new PostgresConnector(new Secrets(Map.of("SERVER", TestServer.get().url("postgres"))));
    private final DatabaseRef maintenance = DatabaseRef.of("env:SERVER");
    private final DrillServer server = new DrillServer(connector, maintenance);
    private DrillFolders folders;
    private final KnownRuns runs = new KnownRuns();

    @BeforeEach
    void layOut() {
        folders = new DrillFolders(drills);
    }

    @AfterEach
    void removeWhatIsLeft() throws SQLException {
        for (String name : databases()) {
            execute("DROP DATABASE " + name + " WITH (FORCE)");
        }
        folders.found().forEach(folders::remove);
    }

    @Test
    void removesTheDatabaseOfAClosedRunEvenWhileSomebodyIsConnected() throws SQLException {
        runs.fates.put(RUN, Fate.CLOSED);
        server.create(RUN, now);
        try (Connection left = TestServer.connect(DrillMark.name(RUN))) {
            assertThat(left.isValid(1)).isTrue();
            SweepReport report = sweep();
            assertThat(report.removed()).containsExactly("database " + DrillMark.name(RUN) + " of " + RUN);
        }
        assertThat(databases()).isEmpty();
    }

    @Test
    void leavesTheDatabaseOfAnOpenRunHoweverOldItIs() throws SQLException {
        runs.fates.put(RUN, Fate.OPEN);
        server.create(RUN, now.minus(Duration.ofDays(40)));
        assertThat(sweep().busy()).singleElement().asString().contains("is not over");
        assertThat(databases()).hasSize(1);
    }

    @Test
    void removesWhatNoEngineKnowsAfterADayAndOnlyWhenNobodyIsConnected() throws SQLException {
        server.create(RUN, now.minus(Duration.ofHours(23)));
        assertThat(sweep().busy()).singleElement().asString().contains("it is not a day old");
        execute("COMMENT ON DATABASE " + DrillMark.name(RUN) + " IS '"
                + new DrillMark(RUN, now.minus(Duration.ofHours(25))).text() + "'");
        try (Connection user = TestServer.connect(DrillMark.name(RUN))) {
            assertThat(user.isValid(1)).isTrue();
            assertThat(sweep().busy()).singleElement().asString().contains("somebody is connected");
        }
        assertThat(sweep().removed()).hasSize(1);
        assertThat(databases()).isEmpty();
    }

    /** A laptop whose clock is a year ahead sweeps a server that others use. */
    @Test
    void goesByTheServersClock() throws SQLException {
        server.create(RUN, server.now());
        SweepReport report = new Sweeper(connector, runs, Clock.offset(Clock.systemUTC(), Duration.ofDays(365)))
                .server(maintenance)
                .report();
        assertThat(report.busy()).singleElement().asString().contains("it is not a day old");
        assertThat(databases()).hasSize(1);
    }

    /** Neither its comment nor, with it, its contents become a drill's. */
    @Test
    void takesNoDatabaseOfTheSameName() throws SQLException {
        String name = DrillMark.name(RUN);
        execute("CREATE DATABASE " + name);
        execute("COMMENT ON DATABASE " + name + " IS 'the copy that Ada works with'");
        assertThatThrownBy(() -> server.create(RUN, now))
                .isInstanceOfSatisfying(LifeboatException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.TARGET_CHANGED));
        runs.fates.put(RUN, Fate.CLOSED);
        assertThat(sweep().kept()).singleElement().asString().contains("another mark");
    }

    @Test
    void leavesWhatAnOlderVersionMadeWhileItsRunIsUnknown() throws SQLException {
        String name = DrillMark.name(RUN);
        execute("CREATE DATABASE " + name);
        execute("COMMENT ON DATABASE " + name + " IS 'throw-away database of a Lifeboat drill: " + RUN + "'");
        assertThat(sweep().kept()).singleElement().asString().contains("nobody knows how old it is");
        runs.fates.put(RUN, Fate.CLOSED);
        assertThat(sweep().removed()).hasSize(1);
    }

    @Test
    void leavesWhatIsOnlyCalledLikeADrills() throws SQLException {
        String foreign = "lifeboat_drill_0123456789abcdef";
        execute("CREATE DATABASE " + foreign);
        execute("COMMENT ON DATABASE " + foreign + " IS 'the copy that Ada works with'");
        String renamed = "lifeboat_drill_fedcba9876543210";
        execute("CREATE DATABASE " + renamed);
        runs.fates.put(RUN, Fate.CLOSED);
        execute("COMMENT ON DATABASE " + renamed + " IS '" + new DrillMark(RUN, now).text() + "'");
        SweepReport report = sweep();
        assertThat(report.removed()).isEmpty();
        assertThat(report.kept())
                .anySatisfy(line -> assertThat(line).contains(foreign, "another mark"))
                .anySatisfy(line -> assertThat(line).contains(renamed, "names another run"));
        assertThat(databases()).containsExactlyInAnyOrder(foreign, renamed);
    }

    @Test
    void removesAnUnmarkedDatabaseOnlyIfItIsEmptyAndCalledAsAClosedRunWouldCallIt() throws SQLException {
        String name = DrillMark.name(RUN);
        execute("CREATE DATABASE " + name);
        assertThat(sweep().kept()).singleElement().asString().contains("no closed run is known");
        runs.fates.put(RUN, Fate.CLOSED);
        try (Connection owner = TestServer.connect(name);
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE rows_of_somebody (id int)");
        }
        assertThat(sweep().kept()).singleElement().asString().contains("is not empty");
        try (Connection owner = TestServer.connect(name);
                Statement statement = owner.createStatement()) {
            statement.execute("DROP TABLE rows_of_somebody");
        }
        assertThat(sweep().removed()).hasSize(1);
        assertThat(databases()).isEmpty();
    }

    @Test
    void dropsTheRunsOwnDatabaseOnly() throws SQLException {
        String name = DrillMark.name(RUN);
        execute("CREATE DATABASE " + name);
        execute("COMMENT ON DATABASE " + name + " IS 'the copy that Ada works with'");
        server.drop(RUN);
        assertThat(databases()).containsExactly(name);
        execute("COMMENT ON DATABASE " + name + " IS '" + new DrillMark(RUN, now).text() + "'");
        server.drop(RUN);
        assertThat(databases()).isEmpty();
    }

    @Test
    void stopsAndRemovesTheServerOfAClosedRun() {
        EmbeddedServer embedded = EmbeddedServer.start(folders.create(RUN, now));
        assertThat(embedded.port()).isPositive();
        assertThat(sweepFolders(now).busy()).singleElement().asString().contains("does not know its run");
        runs.fates.put(RUN, Fate.CLOSED);
        assertThat(sweepFolders(now).removed()).hasSize(1);
        assertThat(drills).isEmptyDirectory();
        assertThat(serversIn(drills)).isEmpty();
    }

    /** A large one takes longer than a day, and its engine is not ours: what tells that it lives is that it writes. */
    @Test
    void leavesTheFolderOfAnUnknownRunAsLongAsSomethingIsWrittenInIt() throws Exception {
        Path place = folders.create(RUN, now.minus(Duration.ofDays(3)));
        Path data =
                Files.writeString(Files.createDirectories(place.resolve("data")).resolve("base"), "rows");
        assertThat(sweepFolders(now).busy()).singleElement().asString().contains("something in it is not a day old");
        assertThat(data).exists();
        assertThat(sweepFolders(now.plus(Duration.ofHours(25))).removed()).hasSize(1);
        assertThat(drills).isEmptyDirectory();
    }

    /** What a killed restore by hand leaves: a script that goes on, and keys elsewhere, with an agent that holds them. */
    @Test
    void endsAScriptThatGoesOnAndRemovesItsKeyRing() throws Exception {
        Path place = folders.create(RUN, now);
        Path scratch = DrillFolders.scratch(RUN);
        Path ring = Files.createDirectory(
                scratch.resolve("gnupg"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Process agent = new ProcessBuilder("gpg-agent", "--homedir", ring.toString(), "--daemon", "sleep", "60")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path script = Files.writeString(
                Files.createDirectories(place.resolve("by-hand/disk")).resolve("restore.sh"), "sleep 60; true\n");
        Process left = new ProcessBuilder("sh", script.toString()).start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while ((serversIn(ring).isEmpty() || serversIn(place).isEmpty()) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        runs.fates.put(RUN, Fate.CLOSED);
        assertThat(sweepFolders(now).removed()).hasSize(1);
        assertThat(left.waitFor()).isNotZero();
        assertThat(drills).isEmptyDirectory();
        assertThat(scratch).doesNotExist();
        assertThat(serversIn(ring)).isEmpty();
        agent.destroyForcibly();
    }

    /** A killed worker's initdb is nobody's child any more, and has no file yet by which it could be stopped. */
    @Test
    void endsAnInitdbThatGoesOnWriting() throws Exception {
        Path place = folders.create(RUN, now);
        Process left = new ProcessBuilder(
                        "unshare",
                        "-U",
                        TestServer.program("initdb").toString(),
                        "-D",
                        place.resolve("data.new").toString(),
                        "--no-sync")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(place.resolve("data.new/base")) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(left.isAlive()).as("still under way").isTrue();
        runs.fates.put(RUN, Fate.CLOSED);
        assertThat(sweepFolders(now).removed()).hasSize(1);
        assertThat(left.waitFor()).isNotZero();
        assertThat(drills).isEmptyDirectory();
        assertThat(serversIn(drills)).isEmpty();
    }

    @Test
    void leavesFoldersThatDoNotSayWhoseTheyAre() throws Exception {
        Path old = Files.createDirectories(drills.resolve(DrillMark.name("another")));
        Files.writeString(old.resolve("data"), "");
        Path notes = Files.createDirectories(drills.resolve("lifeboat_drill_notes"));
        Path empty = Files.createDirectories(drills.resolve(DrillMark.name(RUN)));
        assertThat(sweepFolders(now.plus(Duration.ofDays(40))).removed()).isEmpty();
        runs.fates.put(RUN, Fate.CLOSED);
        assertThat(sweepFolders(now).removed()).singleElement().asString().contains(empty.toString());
        assertThat(old).exists();
        assertThat(notes).exists();
    }

    private SweepReport sweep() {
        return new Sweeper(connector, runs, Clock.fixed(now, ZoneOffset.UTC))
                .server(maintenance)
                .report();
    }

    private SweepReport sweepFolders(Instant at) {
        return new Sweeper(connector, runs, Clock.fixed(at, ZoneOffset.UTC))
                .folders(drills)
                .report();
    }

    private static List<String> serversIn(Path folder) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }

    private static List<String> databases() throws SQLException {
        try (Connection connection = TestServer.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT array_agg(datname ORDER BY 1) FROM pg_database"
                        + " WHERE starts_with(datname, 'lifeboat_drill_')")) {
            rows.next();
            return rows.getArray(1) == null
                    ? List.of()
                    : List.of((String[]) rows.getArray(1).getArray());
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = TestServer.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** An engine that knows what a test tells it. */
    private static final class KnownRuns implements DrillRuns {
        final Map<String, Fate> fates = new HashMap<>();

        @Override
        public Fate fate(String run) {
            return fates.getOrDefault(run, Fate.UNKNOWN);
        }

        @Override
        public @Nullable String closedRunOf(String name) {
            return fates.entrySet().stream()
                    .filter(run -> run.getValue() == Fate.CLOSED)
                    .map(Map.Entry::getKey)
                    .filter(run -> DrillMark.name(run).equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }
}
