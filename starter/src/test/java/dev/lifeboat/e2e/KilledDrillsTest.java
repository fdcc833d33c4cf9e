package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V2: a drill whose worker is killed at any of ten random moments, and whose run is ended, leaves nothing that a sweep does not find. */
class KilledDrillsTest {
    private static final int MOMENTS = 5;
    private static final Pattern RUN = Pattern.compile("run (drill/\\S+)");

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final Random random = new Random(20_260_114);
    private TemporalServer temporal;
    private SampleSystem system;
    private int number;
    private int cutOff;

    @BeforeEach
    void start() throws Exception {
        temporal = TemporalServer.start(folder);
        system = SampleSystem.create(folder, 2_000);
        system.commands()
                .with("TEMPORAL_ADDRESS", temporal.address())
                .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")))
                .with("DRILL_SERVER", system.server().url("postgres"));
        Process worker = stay("worker");
        system.commands().run("backup", "--mode", "daily").endsWith(0);
        kill(worker);
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            kill(process);
        }
        if (system != null) {
            system.close();
        }
        temporal.close();
    }

    @Test
    void leavesNoFolderAndNoServerOfThisMachineBehind() throws Exception {
        long whole = millisOfAWhole("drill");
        for (int moment = 0; moment < MOMENTS; moment++) {
            killAt((long) (random.nextDouble() * whole), "drill");
            assertThat(entriesOf("state/drills")).isEmpty();
            assertThat(serversOfDrills()).isEmpty();
        }
        assertThat(cutOff).as("drills that were not over yet").isGreaterThan(MOMENTS / 2);
    }

    @Test
    void leavesNoDatabaseOnTheDrillServerBehind() throws Exception {
        Files.writeString(
                folder.resolve("runbook.yaml"), "drill-server: \"env:DRILL_SERVER\"\n", StandardOpenOption.APPEND);
        List<String[]> commands = List.of(new String[] {"drill"}, new String[] {"drill", "--break-glass"});
        long[] whole = {millisOfAWhole(commands.get(0)), millisOfAWhole(commands.get(1))};
        for (int moment = 0; moment < MOMENTS; moment++) {
            int way = moment % whole.length;
            killAt((long) (random.nextDouble() * whole[way]), commands.get(way));
            assertThat(databasesOfDrills()).isEmpty();
            assertThat(entriesOf("state/drills")).isEmpty();
            assertThat(entriesOf("tmp")).as("key rings").noneMatch(KilledDrillsTest::isOfADrill);
            assertThat(agentsOfDrills()).isEmpty();
        }
        assertThat(cutOff).as("drills that were not over yet").isGreaterThan(MOMENTS / 2);
    }

    private long millisOfAWhole(String... command) throws Exception {
        Process worker = stay("worker");
        Path said = folder.resolve("said" + number);
        Process drill = stay(command);
        runIn(said);
        long from = System.nanoTime();
        assertThat(drill.waitFor(4, TimeUnit.MINUTES)).isTrue();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
        assertThat(drill.exitValue()).as(Files.readString(said)).isIn(0, 3);
        kill(worker);
        return millis;
    }

    /** Kills the worker so long after the run has begun, then has the run ended and sweeps. */
    private void killAt(long millis, String... command) throws Exception {
        Process worker = stay("worker");
        Path said = folder.resolve("said" + number);
        Process drill = stay(command);
        String run = runIn(said);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        kill(worker);
        kill(drill);
        if (temporal.tool("workflow", "describe", "--workflow-id", run, "--output", "json")
                .contains("WORKFLOW_EXECUTION_STATUS_RUNNING")) {
            temporal.tool("workflow", "terminate", "--workflow-id", run, "--reason", "its worker never came back");
            cutOff++;
        }
        CommandLine.Outcome swept = system.commands().run("drill", "--sweep").endsWith(0);
        assertThat(swept.out()).doesNotContain("kept");
    }

    private String runIn(Path said) throws Exception {
        Await.until("the drill's run is named", Duration.ofSeconds(60), () -> RUN.matcher(Files.readString(said))
                .find());
        Matcher named = RUN.matcher(Files.readString(said));
        assertThat(named.find()).isTrue();
        return named.group(1);
    }

    private Process stay(String... command) throws IOException {
        Process process =
                system.commands().start(folder.resolve("out" + number), folder.resolve("said" + number), command);
        number++;
        processes.add(process);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private List<String> serversOfDrills() {
        return processesOf("state/drills");
    }

    private List<String> agentsOfDrills() {
        return processesOf("tmp/lb-");
    }

    private List<String> processesOf(String place) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(folder.resolve(place).toString()))
                .toList();
    }

    private static boolean isOfADrill(Path place) {
        return String.valueOf(place.getFileName()).startsWith("lb-");
    }

    private List<Path> entriesOf(String name) throws IOException {
        Path inner = folder.resolve(name);
        if (!Files.exists(inner)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(inner)) {
            return entries.toList();
        }
    }

    private List<String> databasesOfDrills() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = system.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT datname FROM pg_database WHERE starts_with(datname, 'lifeboat_drill_')")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }
}
