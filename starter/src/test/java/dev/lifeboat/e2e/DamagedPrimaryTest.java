package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A primary store that is damaged, and then lost, beside a copy that is whole. */
@Timeout(240)
class DamagedPrimaryTest {
    @TempDir
    Path folder;

    @Test
    void restoresFromTheCopyAndSaysThatThePrimaryIsDamaged() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            system.copyTo("near");
            CommandLine commands = system.commands();
            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            List<Path> parts = parts();
            assertThat(parts).hasSizeGreaterThan(2);
            Files.write(parts.get(0), new byte[] {1});
            Files.delete(parts.get(1));

            CommandLine.Outcome restored = commands.run(
                            "restore", "latest", "--target", "env:TARGET_URL", "--auto-approve", "--engine", "memory")
                    // Done, and of this its plan knew nothing.
                    .endsWith(3);
            assertThat(restored.err().lines().filter(line -> line.startsWith("warning: ")))
                    .singleElement()
                    .asString()
                    .contains("is damaged in primary (SET_CORRUPT)");
            assertThat(system.rows("restored", "public.users")).isEqualTo(system.rows("bookings", "public.users"));
            assertThat(commands.run("audit", "list", "--type", "store_passed_over")
                            .endsWith(0)
                            .out()
                            .lines()
                            .filter(line -> line.contains("store_passed_over")))
                    .hasSize(1);
        }
    }

    @Test
    void takesNoBackupIntoAPrimaryThatLostItsSets() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_000)) {
            system.copyTo("near");
            CommandLine commands = system.commands();
            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            String set = folder.resolve("backups")
                    .relativize(parts().get(0))
                    .subpath(0, 2)
                    .toString();
            Files.move(folder.resolve("backups"), folder.resolve("unmounted"));

            assertThat(commands.run("backup", "--mode", "daily", "--engine", "memory")
                            .endsWith(1)
                            .err())
                    .contains("has no set of this runbook, while near has 1: is the disk not mounted?");
            assertThat(folder.resolve("backups/daily")).doesNotExist();
            for (List<String> reading :
                    List.of(List.of("list"), List.of("show", set), List.of("verify", set, "--engine", "memory"))) {
                assertThat(commands.run(reading.toArray(String[]::new))
                                .endsWith(3)
                                .err())
                        .contains("is the disk not mounted?");
            }

            CommandLine.Outcome status =
                    commands.run("status", "--engine", "memory").endsWith(3);
            assertThat(status.err())
                    .contains("has no set of this runbook, while near has 1", "The reports and marks that lay there");
            assertThat(status.out())
                    .contains("nobody knows of a drill", "marks and reports of primary cannot be read")
                    .doesNotContain("no drill ever");
            assertThat(commands.run("copy", "--missing", "--engine", "memory")
                            .endsWith(3)
                            .err())
                    .contains("`lifeboat copy --missing --to primary` copies them back")
                    .doesNotContain("nothing is missing");
            assertThat(commands.run("copy", "--missing", "--to", "primary", "--engine", "memory")
                            .endsWith(1)
                            .err())
                    .contains("put an empty file lifeboat-store.json there");
            assertThat(folder.resolve("backups/daily")).doesNotExist();
            Files.createFile(Files.createDirectories(folder.resolve("backups")).resolve("lifeboat-store.json"));
            commands.run("copy", "--missing", "--to", "primary", "--engine", "memory")
                    .endsWith(0);
            commands.run("copy", "--missing", "--engine", "memory").endsWith(0);
            commands.run("verify", set, "--store", "primary", "--engine", "memory")
                    .endsWith(0);

            Folders.delete(folder.resolve("backups"));
            Files.move(folder.resolve("unmounted"), folder.resolve("backups"));
            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
        }
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("backups"))) {
            return files.filter(file -> file.getFileName().toString().contains(".copy."))
                    .sorted()
                    .toList();
        }
    }
}
