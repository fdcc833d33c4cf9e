package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C and kill -9 on one machine with an embedded engine: nothing half-written, and the restore goes on. */
class InterruptedTest {
    private static final List<String> PHASES =
            List.of("auth", "business-core", "bookings-payments", "communications", "remainder");

    @TempDir
    Path folder;

    private SampleSystem system;
    private int number;

    @BeforeEach
    void start() throws Exception {
        system = SampleSystem.create(folder, 5_000);
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void goesOnWithARestoreWhoseCommandWasKilled() throws Exception {
        system.commands().run("backup").endsWith(0);
        Process restore = restore(system.server().url("restored"));
        waitingFor("auth");
        system.commands().run("restore", "latest", "--target", "env:TARGET_URL").endsWith(11);
        String url = system.server().url("restored");
        String wrong = url.replaceFirst("://([^:]*):[^@]*@", "://$1:wrong@");
        system.commands().run("restore", "latest", "--target", wrong).endsWith(11);
        system.commands()
                .run("restore", "latest", "--target", wrong, "--resume")
                .endsWith(11);
        assertThat(kept()).as("what the running restore reads").containsExactly(url);
        restore.destroyForcibly().waitFor();

        // Nobody works on the run any more, but everybody can see it and decide.
        assertThat(system.commands().run("status").endsWith(21).out()).contains("waiting: auth: green");
        system.commands().run("decide", "auth", "approve").endsWith(0);

        Process resumed = restore(url, "--resume");
        waitingFor("business-core");
        interrupt(resumed, 130);
        assertThat(said()).contains("stands still", "--resume");

        String changed = url + "?application_name=changed";
        Process last = restore(changed, "--resume");
        waitingFor("business-core");
        assertThat(kept()).as("what the resumed restore reads").containsExactly(changed);
        for (String phase : PHASES.subList(1, PHASES.size())) {
            waitingFor(phase);
            system.commands().run("decide", phase, "approve").endsWith(0);
        }
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as(said()).isZero();
        assertThat(system.rows("restored", "public.bookings")).isEqualTo(system.rows("bookings", "public.bookings"));
        assertThat(kept()).as("passwords of runs that are over").isEmpty();
    }

    @Test
    void leavesNoSetBehindWhenABackupIsInterrupted() throws Exception {
        try (Connection blocker = system.connect("bookings");
                Statement lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            lock.execute("LOCK TABLE public.bookings IN ACCESS EXCLUSIVE MODE");
            Process backup = start("backup", "--mode", "daily");
            Await.until("the run is told", Duration.ofSeconds(60), () -> said().contains("run backup/"));
            interrupt(backup, 130);
            blocker.rollback();
        }
        assertThat(system.commands().run("list", "--json").endsWith(0).out()).contains("\"sets\":0");
        system.commands().run("backup", "--mode", "daily").endsWith(0);
        assertThat(system.commands().run("list", "--json").endsWith(0).out()).contains("\"sets\":1");
    }

    /** The URLs in files for runs. */
    private List<String> kept() throws IOException {
        List<String> urls = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder.resolve("state").resolve("targets"))) {
            for (Path file : files) {
                urls.add(Files.readString(file));
            }
        }
        return urls;
    }

    private Process restore(String target, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("restore", "latest", "--target", target));
        arguments.addAll(List.of(more));
        return start(arguments.toArray(new String[0]));
    }

    private Process start(String... arguments) throws IOException {
        number++;
        return system.commands()
                .start(folder.resolve("run" + number + ".out"), folder.resolve("run" + number + ".err"), arguments);
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("run" + number + ".err"));
    }

    private void interrupt(Process process, int exitCode) throws Exception {
        TemporalServer.run("kill", "-INT", String.valueOf(process.pid()));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(process.exitValue()).as(said()).isEqualTo(exitCode);
    }

    private void waitingFor(String phase) throws Exception {
        Await.until(
                phase + " waits",
                Duration.ofMinutes(2),
                () -> system.commands().run("status").out().contains("waiting: " + phase + ": green"));
    }
}
