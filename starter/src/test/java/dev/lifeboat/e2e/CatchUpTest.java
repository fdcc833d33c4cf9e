package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleInfo;
import io.temporal.client.schedules.ScheduleIntervalSpec;
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

/** A schedule whose times passed while the Temporal service was dead runs once when it is back, and not once for each of them. */
class CatchUpTest {
    private static final Duration EVERY = Duration.ofSeconds(8);

    @TempDir
    Path folder;

    @Test
    void whatPassedWhileTheServiceWasDeadIsMadeUpForOnce() throws Exception {
        try (TemporalServer temporal = TemporalServer.durable(folder)) {
            Files.writeString(folder.resolve("runbook.yaml"), """
                    name: small
                    database: { url: "env:DATABASE_URL" }
                    store: { primary: { kind: filesystem, path: ./backups } }
                    keys: { recipients: [ keys/backup.pub.asc ] }
                    backups: { daily: { at: "0 2 * * *" } }
                    """);
            new CommandLine(folder)
                    .with("TEMPORAL_ADDRESS", temporal.address())
                    .run("schedules", "apply", "--yes")
                    .endsWith(0);
            WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget(temporal.address())
                    .build());
            ScheduleHandle daily = ScheduleClient.newInstance(stubs).getHandle("backup/small/daily");
            Instant first = often(daily);

            temporal.stop();
            while (Instant.now().isBefore(first.plus(EVERY).plusMillis(500))) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            temporal.start();
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

    /** Everything of the schedule stays, but that it is due every few seconds; returns when it is due first. */
    private static Instant often(ScheduleHandle daily) throws Exception {
        Instant first = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 8);
        Duration offset = Duration.ofSeconds(first.getEpochSecond() % EVERY.toSeconds());
        daily.update(input ->
                new ScheduleUpdate(Schedule.newBuilder(input.getDescription().getSchedule())
                        .setSpec(ScheduleSpec.newBuilder()
                                .setIntervals(List.of(new ScheduleIntervalSpec(EVERY, offset)))
                                .build())
                        .build()));
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
