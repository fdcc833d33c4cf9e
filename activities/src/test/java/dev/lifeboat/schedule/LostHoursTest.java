package dev.lifeboat.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.RunbookFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostHoursTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void warnsOfATimeThatAClockChangeLeavesOut() throws IOException {
        assertThat(lost("30 2 * * *", "Europe/Berlin"))
                .singleElement()
                .asString()
                .startsWith("backup/small/daily is left out on 2026-03-29");
        assertThat(lost("30 2 * * 1", "Europe/Berlin")).as("never a Sunday").isEmpty();
        assertThat(lost("30 4 * * *", "Europe/Berlin")).isEmpty();
        assertThat(lost("30 2 * * *", "UTC")).isEmpty();
        assertThat(lost("30 2 * * *", "America/New_York")).hasSize(1);
    }

    private List<String> lost(String at, String zone) throws IOException {
        Path file = folder.resolve("runbook.yaml");
        Files.writeString(file, """
                name: small
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./backups } }
                keys: { recipients: [ keys/backup.pub.asc ] }
                backups: { daily: { at: "%s", timezone: %s } }
                """.formatted(at, zone));
        return LostHours.of(RunbookFile.load(file).runbook(), NOW);
    }
}
