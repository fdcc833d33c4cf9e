package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.EmbeddedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the demo prints is what a newcomer types. */
@Timeout(240)
class DemoTest {
    @TempDir
    Path folder;

    @Test
    void printsCommandsThatRestoreItsSetByHand() throws Exception {
        String out = new CommandLine(folder)
                .run("demo", "--auto-approve", "--rows", "1500", "--engine", "memory", "--dir", "Bob's demo")
                .endsWith(0)
                .out();
        List<String> lines = out.lines().map(String::strip).toList();
        int byHand = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("by hand "))
                .findFirst()
                .orElseThrow());
        EmbeddedServer server = EmbeddedServer.start(folder.resolve("mine"));
        try {
            try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE mine");
            }
            assertThat(lines.get(byHand + 1)).startsWith("gpg --import ");
            typed(lines.get(byHand + 1));
            String restore = lines.get(byHand + 2);
            assertThat(restore).endsWith(" postgresql://USER@HOST/DATABASE");
            typed(restore.replace("postgresql://USER@HOST/DATABASE", server.url("mine")));
            assertThat(users(server)).isPositive();
            typed("gpgconf --kill all");
        } finally {
            server.destroy();
        }
    }

    private static long users(EmbeddedServer server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl("mine"));
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM public.users")) {
            count.next();
            return count.getLong(1);
        }
    }

    private void typed(String line) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", line).directory(folder.toFile()).redirectErrorStream(true);
        Path gnupg = folder.resolve("gnupg");
        if (!Files.exists(gnupg)) {
            Files.createDirectory(gnupg);
        }
        builder.environment().put("GNUPGHOME", gnupg.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s\n%s", line, said).isZero();
    }
}
