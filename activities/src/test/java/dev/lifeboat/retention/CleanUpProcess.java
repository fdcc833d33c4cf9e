package dev.lifeboat.retention;

import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A worker of its own that cleans a folder up, and that can be killed. */
public final class CleanUpProcess {
    private CleanUpProcess() {}

    /** Starts it for the folder's {@code store} and {@code keys}. */
    static Process start(Path folder, String run, Instant startedAt) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CleanUpProcess.class.getName(),
                        folder.toString(),
                        run,
                        startedAt.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("process.log").toFile())
                .start();
    }

    static Runbook runbook(Path folder) {
        return TestStores.runbook(
                folder,
                List.of(StoreLocation.folder(folder.resolve("store").toString()).named("primary")));
    }

    /** Arguments: folder, run, when the run began. */
    public static void main(String[] arguments) {
        RetentionActivities activities =
                new RetentionActivitiesImpl(new Secrets(Map.of()), Clock.systemUTC(), run -> false);
        CleanUpTask task = new CleanUpTask(
                runbook(Path.of(arguments[0])),
                "0f".repeat(32),
                "primary",
                "retention/bookings/clean-up/" + arguments[1],
                Instant.parse(arguments[2]),
                "sam@laptop");
        Cleanings.whole(activities, task);
    }
}
