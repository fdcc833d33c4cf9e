package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor}: what a run needs, looked at for real. */
class DoctorTest {
    @TempDir
    static Path folder;

    @Test
    void suggestsWhatMakesARestoreIntoTheDeclaredTargetFasterAndSaysWhenItCannotBeReached() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_000)) {
            Path runbook = folder.resolve("runbook.yaml");
            String text = Files.readString(runbook);

            assertThat(system.commands().run("doctor").out()).doesNotContain("max_wal_size");

            Files.writeString(runbook, text + "\ntarget: env:TARGET_URL\n");
            String found = system.commands().run("doctor").out();
            assertThat(found)
                    .contains("a restore is faster with fewer checkpoints: ALTER SYSTEM SET max_wal_size = '8GB' (now ")
                    .contains("checkpoint_timeout = '30min' (now 300s)");

            Files.writeString(runbook, text + "\ntarget: env:NOBODY_SET_THIS\n");
            CommandLine.Outcome missing = system.commands().run("doctor");
            assertThat(missing.exitCode()).isNotZero();
            assertThat(missing.out()).contains("NOBODY_SET_THIS");
        }
    }
}
