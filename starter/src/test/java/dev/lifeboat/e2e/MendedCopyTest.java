package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy that was damaged where it lies, and what {@code copy --missing} makes of it. */
@Timeout(300)
class MendedCopyTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatToRemoveAndMendsTheCopyOnceItIsGone() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            system.copyTo("near");
            CommandLine commands = system.commands();
            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            commands.run("copy", "--missing", "--engine", "memory").endsWith(0);
            Path part = part();
            byte[] content = Files.readAllBytes(part);
            content[content.length / 2] ^= 4;
            Files.write(part, content);
            commands.run("verify", "latest", "--store", "near", "--engine", "memory")
                    .endsWith(12);

            assertThat(commands.run("copy", "--missing", "--engine", "memory")
                            .endsWith(3)
                            .err())
                    .contains(part.getFileName().toString())
                    .contains("[SET_CORRUPT]. Nothing is overwritten: remove there what is named, then `lifeboat copy");
            Files.delete(part);
            assertThat(commands.run("copy", "--missing", "--engine", "memory")
                            .endsWith(3)
                            .err())
                    .contains("is whole in near now");
            String set = folder.resolve("near").relativize(part).subpath(0, 2).toString();
            commands.run("verify", set, "--store", "near", "--engine", "memory").endsWith(0);
            commands.run("copy", "--missing", "--engine", "memory").endsWith(0);
        }
    }

    private Path part() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("near"))) {
            return files.filter(file -> file.getFileName().toString().contains(".copy."))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
