package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleInfo;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleUpdate;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schedule whose times passed while the Temporal service was dead runs once when it is back, and not for what is too long ago. */
class CatchUpTest {
    private static final Duration EVERY = Duration.ofSeconds(8);
    private static final String DAILY = "backup/small/daily";

    @TempDir
    Path folder;

    @Test
    void whatPassedWhileTheServiceWasDeadIsMadeUpForOnce() throws Exception {
        try (TemporalServer temporal = TemporalServer.durable(folder)) {
            WorkflowServiceStubs stubs = applied(temporal);
            ScheduleHandle daily = ScheduleClient.newInstance(stubs).getHandle(DAILY);
            Instant first = often(daily, EVERY, Duration.ofHours(12));

            deadUntil(temporal, first.plus(EVERY).plusMillis(500));
            Instant back = Instant.now();

            Await.until(
                    "what was missed is made up for",
                    Duration.ofSeconds(15),
                    () -> info(daily).getNumActions() > 0);
            ScheduleInfo info = info(daily);
            assertThat(info.getNumActions())
                    .as("twice it was due, and once it runs")
                    .isEqualTo(1);
            assertThat(info.getRecentActions()).singleElement().satisfies(action -> assertThat(action.getScheduledAt())
                    .isBetween(first.minusSeconds(1), back));
            assertThat(info.getNumActionsMissedCatchupWindow()).isZero();
            // Without a worker the run stays open, so that what comes later is skipped.
            Await.until(
                    "the others are skipped",
                    Duration.ofSeconds(15),
                    () -> info(daily).getNumActionsSkippedOverlap() > 0);
            assertThat(info(daily).getNumActions()).isEqualTo(1);
            stubs.shutdownNow();
        }
    }

    /** With the shortest span that the service knows instead of twelve hours. */
    @Test
    void whatPassedLongerAgoIsNotMadeUpForAndCounted() throws Exception {
        Duration span = Duration.ofSeconds(10);
        Duration every = Duration.ofSeconds(4);
        try (TemporalServer temporal = TemporalServer.durable(folder)) {
            WorkflowServiceStubs stubs = applied(temporal);
            ScheduleHandle daily = ScheduleClient.newInstance(stubs).getHandle(DAILY);
            Instant first = often(daily, every, span);

            deadUntil(temporal, first.plus(every).plus(span).plusMillis(500));

            Await.until(
                    "what was missed lately is made up for",
                    Duration.ofSeconds(15),
                    () -> info(daily).getNumActions() > 0);
            ScheduleInfo info = info(daily);
            assertThat(info.getNumActionsMissedCatchupWindow())
                    .as("the first two, and more if the service takes its time")
                    .isGreaterThanOrEqualTo(2);
            assertThat(info.getRecentActions()).first().satisfies(action -> assertThat(action.getScheduledAt())
                    .isAfter(first.plus(every)));
            assertThat(commands(temporal).run("schedules", "list").endsWith(0).out())
                    .containsPattern(
                            "(?m)^" + DAILY + " .* +1 +[0-9]+ +" + info.getNumActionsMissedCatchupWindow() + "( .*)?$");
            stubs.shutdownNow();
        }
    }

    private WorkflowServiceStubs applied(TemporalServer temporal) throws Exception {
        Files.writeString(folder.resolve("runbook.yaml"), """
                name: small
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./backups } }
                keys: { recipients: [ keys/backup.pub.asc ] }
                backups: { daily: { at: "0 2 * * *" } }
                """);
        commands(temporal).run("schedules", "apply", "--yes").endsWith(0);
        return WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .build());
    }

    private CommandLine commands(TemporalServer temporal) {
        return new CommandLine(folder).with("TEMPORAL_ADDRESS", temporal.address());
    }

    private static void deadUntil(TemporalServer temporal, Instant end) throws Exception {
        temporal.stop();
        while (Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        temporal.start();
    }

    /** Everything of the schedule stays, but that it is due every few seconds, and made up for so long; returns when it is due first. */
    private static Instant often(ScheduleHandle daily, Duration every, Duration span) throws Exception {
        Instant first = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 8);
        Duration offset = Duration.ofSeconds(first.getEpochSecond() % every.toSeconds());
        daily.update(input -> {
            Schedule before = input.getDescription().getSchedule();
            return new ScheduleUpdate(Schedule.newBuilder(before)
                    .setSpec(ScheduleSpec.newBuilder()
                            .setIntervals(List.of(new ScheduleIntervalSpec(every, offset)))
                            .build())
                    .setPolicy(SchedulePolicy.newBuilder(before.getPolicy())
                            .setCatchupWindow(span)
                            .build())
                    .build());
        });
        // A service that dies before it has worked this in goes on from when it is back.
        Await.until("the new times count", Duration.ofSeconds(5), () -> info(daily)
                .getNextActionTimes()
                .contains(first));
        assertThat(Instant.now()).as("the test's own haste").isBefore(first);
        return first;
    }

    private static ScheduleInfo info(ScheduleHandle handle) {
        return handle.describe().getInfo();
    }
}
