package dev.lifeboat.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientToolsTest {
    @TempDir
    Path temporary;

    @Test
    void choosesTheVersionNearestAboveTheServers() throws Exception {
        ClientTools tools = new ClientTools(List.of(
                fake("old", "echo 'pg_dump (PostgreSQL) 13.9'"),
                fake("new", "echo 'pg_dump (PostgreSQL) 18.1'"),
                fake("right", "echo 'pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'"),
                fake("beta", "echo 'pg_dump (PostgreSQL) 19beta1'"),
                fake("broken", "exit 1")));

        assertThat(tools.require("pg_dump", 140000).version()).isEqualTo("15.18");
        assertThat(tools.require("pg_dump", 160004).version()).isEqualTo("18.1");
        assertThat(tools.find("pg_dump")).hasSize(4);
    }

    @Test
    void refusesAToolOlderThanTheServer() throws Exception {
        ClientTools tools = new ClientTools(List.of(fake("old", "echo 'pg_dump (PostgreSQL) 13.9'")));

        assertThatThrownBy(() -> tools.require("pg_dump", 150000))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOOL_TOO_OLD))
                .hasMessageContaining("pg_dump 13.9")
                .hasMessageContaining("the server (15)");
    }

    @Test
    void saysWhatToInstallWhenThereIsNoTool() {
        assertThatThrownBy(() -> new ClientTools(List.of(temporary)).require("pg_dump", 150000))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOOL_MISSING))
                .hasMessageContaining("postgresql-client-15");
    }

    @Test
    void keepsTheEndOfAFailingToolsMessages() throws Exception {
        Path tool = fake(
                        "failing",
                        "i=0; while [ $i -lt 3000 ]; do echo \"line $i of noise\" >&2; i=$((i+1)); done",
                        "echo 'the real reason' >&2; exit 3")
                .resolve("pg_dump");

        assertThatThrownBy(() -> ToolRun.run(tool, List.of(), Map.of(), OutputStream.nullOutputStream()))
                .isInstanceOfSatisfying(LifeboatException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TOOL_FAILED);
                    assertThat(e.getMessage().length()).isLessThan(2200);
                })
                .hasMessageContaining("ended with 3")
                .hasMessageEndingWith("the real reason");
    }

    @Test
    void endsAToolThatIsClosedFromAnotherThread() throws Exception {
        Path tool = fake("slow", "exec sleep 600").resolve("pg_dump");

        try (ToolRun run = ToolRun.start(tool, List.of(), Map.of())) {
            new Thread(run::close).start();
            // Its output may end, or be closed under the reader; its exit code tells in either case.
            assertThatThrownBy(() -> {
                        run.output().readAllBytes();
                        run.finish();
                    })
                    .isInstanceOfAny(LifeboatException.class, IOException.class);
        }
    }

    @Test
    void survivesAToolThatReadsOnlyTheBeginningOfItsInput() throws Exception {
        Path tool = fake("hasty", "head -c 3").resolve("pg_dump");

        try (ToolRun run = ToolRun.start(tool, List.of(), Map.of())) {
            run.feed(new byte[10_000_000]);
            assertThat(run.output().readAllBytes()).hasSize(3);
            run.finish();
        }
    }

    @Test
    void givesAToolNothingOfTheOperatorsEnvironmentButItsPath() throws Exception {
        Path tool = fake("env", "env").resolve("pg_dump");
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        ToolRun.run(tool, List.of(), Map.of("PGHOST", "here"), output);

        assertThat(output.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst("=.*", "")))
                .contains("PGHOST", "PATH")
                .isSubsetOf("PGHOST", "PATH", "HOME", "LC_ALL", "PWD", "SHLVL", "_", "OLDPWD");
    }

    private Path fake(String name, String... lines) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve(name));
        Path file = folder.resolve("pg_dump");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }
}
