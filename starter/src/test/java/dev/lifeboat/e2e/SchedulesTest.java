package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.schedule.DueTimes;
import dev.lifeboat.schedule.ScheduledRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules on a real Temporal server: nothing of them is ours but their description. */
class SchedulesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    static Path folder;

    private static TemporalServer temporal;
    private static int books;

    private CommandLine commands;
    private String book;

    @BeforeAll
    static void start() throws Exception {
        temporal = TemporalServer.start(folder);
    }

    @AfterAll
    static void stop() {
        temporal.close();
    }

    /** Each test has a runbook of its own on the server. */
    @BeforeEach
    void open() {
        books++;
        book = "book" + books;
        commands = new CommandLine(folder).with("TEMPORAL_ADDRESS", temporal.address());
    }

    @Test
    void comesWhenTheRunbookSaysInEveryTimeZoneAndOverBothClockChanges() throws Exception {
        Instant now = Instant.now();
        ZoneOffsetTransition forward = transition(BERLIN, now, true);
        ZoneOffsetTransition back = transition(BERLIN, now, false);
        Map<String, String> times = new LinkedHashMap<>();
        times.put("utc", "0 2 * * *|UTC");
        times.put("tokyo", "30 22 * * 1-5|Asia/Tokyo");
        times.put("half", "15 6,18 * * *|Asia/Kolkata");
        times.put("first", "first sunday 04:00|America/New_York");
        times.put("either", "0 2 1 * 0|UTC");
        times.put("several", "0 6 * * 0 or 0 4 1 * *|Europe/Berlin");
        // The day on which 02:30 does not exist, and the one on which it comes twice; each with the day behind it.
        times.put("forward", aboutTheDayOf(forward));
        times.put("back", aboutTheDayOf(back));
        ZoneId newYork = ZoneId.of("America/New_York");
        times.put(
                "west",
                aboutTheDayOf(transition(newYork, now, false))
                        .replace("30 2 ", "30 1 ")
                        .replace(BERLIN.getId(), newYork.getId()));
        StringBuilder backups = new StringBuilder("backups:\n");
        times.forEach((name, time) -> backups.append("  %s: { mode: daily, at: \"%s\", timezone: %s }\n"
                .formatted(name, time.split("\\|", -1)[0], time.split("\\|", -1)[1])));
        write(backups.toString());
        CommandLine.Outcome applied = schedules("apply", "--yes").endsWith(3);
        assertThat(applied.err())
                .contains("warning: backup/" + book + "/forward is left out on "
                        + forward.getDateTimeBefore().toLocalDate())
                .doesNotContain(book + "/back is left out");

        Map<String, JsonNode> listed = list();
        for (ScheduledRun run :
                ScheduledRun.of(RunbookFile.load(folder.resolve(book + ".yaml")).runbook())) {
            List<String> due = new ArrayList<>();
            Instant next = DueTimes.next(run, now);
            while (next != null && due.size() < 5) {
                due.add(next.toString());
                next = DueTimes.next(run, next);
            }
            List<String> theirs = new ArrayList<>();
            listed.get(run.id()).get("next").forEach(time -> theirs.add(time.asText()));
            assertThat(theirs).as(run.name()).isEqualTo(due);
        }
        LocalDate lost = forward.getDateTimeBefore().toLocalDate();
        assertThat(listed.get("backup/" + book + "/forward").get("next").toString())
                .as("there is no run on " + lost)
                .doesNotContain(lost + "T");
    }

    @Test
    void showsWhatIsDifferentAndChangesNothingElse() throws Exception {
        write(
                "backups: { daily: { at: \"0 2 * * *\" }, weekly: { at: \"0 2 * * 0\" } }\naudit: { at: \"0 5 * * *\" }\n");
        assertThat(schedules("apply").endsWith(2).err()).contains("--yes");
        assertThat(schedules("apply", "--dry-run").endsWith(0).out())
                .contains("added      backup/" + book + "/daily", "at: 0 2 * * * UTC");
        assertThat(list()).isEmpty();
        assertThat(schedules("list").endsWith(0).err()).contains("backup/" + book + "/daily is in the runbook alone");
        schedules("apply", "--yes").endsWith(0);
        assertThat(list()).hasSize(3);
        assertThat(schedules("list").endsWith(0).err()).isEmpty();
        assertThat(schedules("apply").endsWith(0).err()).contains("nothing is different");
        schedules("pause", "backup/daily", "--note", "move").endsWith(0);

        write("backups: { daily: { at: \"0 3 * * *\", timezone: Europe/Berlin } }\naudit: { at: \"0 5 * * *\" }\n");
        CommandLine.Outcome shown = schedules("apply", "--dry-run").endsWith(0);
        assertThat(shown.out())
                .contains("at: 0 2 * * * UTC -> 0 3 * * * Europe/Berlin", "(paused)")
                .contains("removed    backup/" + book + "/weekly", "at: 0 2 * * 0 UTC")
                .containsPattern("changed    audit/" + book + "/verify +input: other backups")
                .containsPattern("runbook: [0-9a-f]{12} -> [0-9a-f]{12}");
        schedules("apply", "--yes").endsWith(0);
        Map<String, JsonNode> listed = list();
        assertThat(listed).containsOnlyKeys("audit/" + book + "/verify", "backup/" + book + "/daily");
        assertThat(listed.get("backup/" + book + "/daily").get("paused").asBoolean())
                .as("a pause outlives a change")
                .isTrue();
        assertThat(listed.get("backup/" + book + "/daily").get("note").asText()).contains("move");
    }

    @Test
    void knowsASchedulesTimesAgainThatSomebodyElseChanged() throws Exception {
        write("backups: { daily: { at: \"0 2 * * *\" } }\n");
        schedules("apply", "--yes").endsWith(0);
        change("--cron", "0 9 * * *");
        assertThat(schedules("apply", "--dry-run").endsWith(0).out())
                .contains("at: minute 0, hour 9, day *, month *, weekday * UTC -> 0 2 * * * UTC");
        change("--cron", "0 2 * * *", "--end-time", "2020-01-01T00:00:00Z");
        assertThat(schedules("apply", "--dry-run").endsWith(0).out())
                .as("one that will never run again")
                .contains("at: minute 0, hour 2, day *, month *, weekday * UTC until 2020-01-01T00:00:00Z ->");
    }

    /** Changes the daily backup's schedule as somebody else would. */
    private void change(String... options) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("schedule", "update", "--schedule-id", "backup/" + book + "/daily", "--type", "Backup"));
        words.addAll(List.of("--task-queue", "lifeboat", "--workflow-id", "x"));
        words.addAll(List.of(options));
        temporal.tool(words.toArray(String[]::new));
    }

    /** No worker is there, which is the point. */
    @Test
    void aWorkerThatIsDownIsNoticedAndHoldsNothingUpForEver() throws Exception {
        write("backups: { daily: { at: \"0 2 * * *\" } }\n");
        schedules("apply", "--yes").endsWith(0);
        JsonNode described = JSON.readTree(
                temporal.tool("schedule", "describe", "--schedule-id", "backup/" + book + "/daily", "-o", "json"));
        assertThat(described.at("/schedule/policies/overlapPolicy").asText()).isEqualTo("SCHEDULE_OVERLAP_POLICY_SKIP");
        assertThat(described.at("/schedule/policies/catchupWindow").asText()).isEqualTo("43200s");
        assertThat(described
                        .at("/schedule/action/startWorkflow/workflowExecutionTimeout")
                        .asText())
                .isEqualTo("172800s");

        schedules("run", "backup/daily").endsWith(0);
        Await.until(
                "the run is there",
                Duration.ofSeconds(20),
                () -> daily().get("runs").asInt() == 1);
        assertThat(daily().get("result").asText()).isEqualTo("running");
        String running = daily().get("lastRun").asText();
        assertThat(schedules("run", "backup/daily").endsWith(11).err()).contains(running + " goes on");
        temporal.tool("schedule", "trigger", "--schedule-id", "backup/" + book + "/daily");
        Await.until(
                "the second is skipped",
                Duration.ofSeconds(20),
                () -> daily().get("skipped").asInt() == 1);
        CommandLine.Outcome health =
                commands.run("health", "-r", book + ".yaml", "--json").endsWith(3);
        assertThat(health.out()).contains("\"id\":\"worker\"", "no worker asks for work");

        String run = daily().get("lastRun").asText();
        temporal.tool("workflow", "terminate", "--workflow-id", run, "--reason", "test");
        assertThat(daily().get("result").asText()).isEqualTo("terminated");
        assertThat(commands.run("health", "-r", book + ".yaml").endsWith(3).out())
                .contains("schedule-failed/backup/" + book + "/daily");
    }

    @Test
    void startsTheRunsOfASpanThatHadNone() throws Exception {
        write("audit: { at: \"0 5 * * *\" }\n");
        schedules("apply", "--yes").endsWith(0);
        assertThat(schedules("backfill", "audit/verify", "--from", "1h", "--to", "2h")
                        .endsWith(2)
                        .err())
                .contains("it must begin before it ends");
        assertThat(schedules("backfill", "audit/verify", "--from", "60d")
                        .endsWith(2)
                        .err())
                .contains("longer than 31 days");
        assertThat(schedules(
                                "backfill",
                                "audit/verify",
                                "--from",
                                "2025-01-14T05:00:01Z",
                                "--to",
                                "2025-01-15T04:59:59Z")
                        .endsWith(2)
                        .err())
                .contains("there is no time of audit/" + book + "/verify");
        assertThat(schedules(
                                "backfill",
                                "audit/verify",
                                "--from",
                                "2025-01-14T05:00:00Z",
                                "--to",
                                "2025-01-16T05:00:00Z")
                        .endsWith(0)
                        .out())
                .contains("3 runs", "2025-01-14T05:00:00Z", "2025-01-15T05:00:00Z", "2025-01-16T05:00:00Z");
        // One behind the other: without a worker the first stays.
        Await.until(
                "the first run is there",
                Duration.ofSeconds(20),
                () -> list().get("audit/" + book + "/verify").get("runs").asInt() == 1);
        assertThat(list().get("audit/" + book + "/verify").get("lastRun").asText())
                .as("the very first moment counts")
                .endsWith("2025-01-14T05:00:00Z");
    }

    @Test
    void startsNoMoreRunsThanTheEngineKeepsInMind() throws Exception {
        write("audit: { at: \"* * * * *\" }\n");
        schedules("apply", "--yes").endsWith(0);
        assertThat(schedules("backfill", "audit/verify", "--from", "1d")
                        .endsWith(2)
                        .err())
                .contains("more than 744 times");
        schedules("pause", "audit/verify").endsWith(0);
    }

    private JsonNode daily() throws Exception {
        return list().get("backup/" + book + "/daily");
    }

    private Map<String, JsonNode> list() throws Exception {
        Map<String, JsonNode> lines = new LinkedHashMap<>();
        for (String line : schedules("list", "--json").endsWith(0).out().split("\n", -1)) {
            JsonNode node = line.isBlank() ? JSON.createObjectNode() : JSON.readTree(line);
            if (node.path("type").asText().equals("schedule")) {
                lines.put(node.get("id").asText(), node);
            }
        }
        return lines;
    }

    private CommandLine.Outcome schedules(String command, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("schedules", command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-r", book + ".yaml"));
        return commands.run(all.toArray(new String[0]));
    }

    private void write(String rest) throws IOException {
        Files.writeString(folder.resolve(book + ".yaml"), """
                name: %s
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./backups, prices: { storage: 0.0230 } } }
                keys: { recipients: [ keys/backup.pub.asc ] }
                """.formatted(book) + rest);
    }

    private static ZoneOffsetTransition transition(ZoneId zone, Instant now, boolean gap) {
        ZoneOffsetTransition next = zone.getRules().nextTransition(now);
        return next.isGap() == gap ? next : zone.getRules().nextTransition(next.getInstant());
    }

    /** With the day behind it, which may be in the next month. */
    private static String aboutTheDayOf(ZoneOffsetTransition transition) {
        LocalDate day = transition.getDateTimeBefore().toLocalDate();
        LocalDate behind = day.plusDays(1);
        return "30 2 " + day.getDayOfMonth() + " " + day.getMonthValue() + " * or 30 2 " + behind.getDayOfMonth() + " "
                + behind.getMonthValue() + " *|" + BERLIN.getId();
    }
}
