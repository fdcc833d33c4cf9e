package dev.lifeboat.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    @TempDir
    Path folder;

    @Test
    void isFoundAgainByItsFolderAndLeavesNothingBehind() throws Exception {
        Path home = folder.resolve("server");
        EmbeddedServer server = EmbeddedServer.start(home);
        try {
            PostgresConnector connector = new PostgresConnector(new Secrets(Map.of("URL", server.url("postgres"))));
            try (Connection connection = connector.connect(DatabaseRef.of("env:URL"), ErrorCode.SOURCE_UNREACHABLE);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("show timezone")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("UTC");
            }
            assertThat(EmbeddedServer.start(home).port()).isEqualTo(server.port());
            server.stop();
            EmbeddedServer again = EmbeddedServer.start(home);
            try (Connection connection = connector(again).connect(DatabaseRef.of("env:URL"))) {
                assertThat(connection.isValid(1)).isTrue();
            }
        } finally {
            server.destroy();
        }
        assertThat(Files.exists(home)).isFalse();
        EmbeddedServer.destroy(home);
    }

    private static PostgresConnector connector(EmbeddedServer server) {
        return new PostgresConnector(new Secrets(Map.of("URL", server.url("postgres"))));
    }
}
