package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ordinary runbook: sets are verified when they are taken, one more store has copies, and each store is cleaned by itself. */
@Timeout(180)
class VerifiedCopyTest {
    @TempDir
    Path folder;

    @Test
    void aSetThatIsVerifiedAsItIsTakenCountsAsVerifiedInTheCopyToo() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 500)) {
            Path runbook = folder.resolve("runbook.yaml");
            String copies = "path: ./backups }\n  copies: [ { name: near, kind: filesystem, path: ./near } ]";
            Files.writeString(
                    runbook,
                    Files.readString(runbook)
                            .replace("path: ./backups }", copies)
                            .replace("retention: {", "retention: { verified: 1,"));
            CommandLine commands = system.commands();
            commands.run("backup", "--mode", "weekly", "--verify", "--engine", "memory")
                    .endsWith(0);

            assertThat(commands.run("list", "--store", "near", "--state", "verified")
                            .endsWith(0)
                            .out())
                    .contains("weekly/");
            CommandLine.Outcome look =
                    commands.run("retention", "--dry-run", "--store", "near").endsWith(0);
            assertThat(look.out()).contains("one of the 1 newest verified");
            assertThat(look.err()).doesNotContain("warning");

            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            assertThat(commands.run("list", "--store", "near", "--state", "taken")
                            .endsWith(0)
                            .out())
                    .as("nobody has decrypted a byte of it")
                    .contains("daily/");

            commands.run("verify", "latest", "--store", "near", "--engine", "memory")
                    .endsWith(0);
            commands.run("verify", "latest", "--all-stores", "--engine", "memory")
                    .endsWith(0);
            assertThat(commands.run("audit", "list", "--type", "set_verified")
                            .endsWith(0)
                            .out())
                    .as("the backup's own, the copy's, and then both")
                    .hasLineCount(4);
            assertThat(folder.resolve("near/audit/heads")).isDirectory();
            assertThat(folder.resolve("near/audit/log")).doesNotExist();
            assertThat(commands.run("audit", "verify").endsWith(0).out()).contains("whole");
        }
    }
}
