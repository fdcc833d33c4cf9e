package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit list} and {@code audit verify} on a store with two sets, as they were taken and as an intruder leaves them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static SampleSystem system;
    private static JsonNode first;
    private static JsonNode second;

    @BeforeAll
    static void takeTwoSets() throws Exception {
        system = SampleSystem.create(folder, 500);
        first = backUp();
        second = backUp();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void listsWhoDidWhatNewestFirst() throws Exception {
        List<JsonNode> entries =
                lines(run("audit", "list", "--json").endsWith(0).out());
        assertThat(entries.get(entries.size() - 1).path("entries").asInt()).isEqualTo(2);
        assertThat(entries.get(0).path("number").asInt()).isEqualTo(2);
        assertThat(entries.get(0).toString())
                .contains("backup_taken", second.path("set").asText());
        assertThat(run("audit", "list", "--type", "decision_made").endsWith(0).out())
                .isEmpty();
        assertThat(run("audit", "list", "--type", "nope").endsWith(2).err())
                .contains("\"nope\" is no type of entry; known: backup_accessed, backup_taken, backup_failed");
        assertThat(run("audit", "list", "--user", "nobody").endsWith(0).out()).isEmpty();
        assertThat(run("audit", "list", "--limit", "1").endsWith(0).out())
                .contains("backup_taken")
                .hasLineCount(1);
        assertThat(run("audit", "list", "--since", "1h").endsWith(0).out()).hasLineCount(2);
        assertThat(run("audit", "list", "--since", "2999-01-01").endsWith(0).out())
                .isEmpty();
        assertThat(run("audit", "list", "--since", "yesterday").endsWith(2).err())
                .contains("or 30d for so long ago");
    }

    @Test
    @Order(2)
    void findsAWholeStoreWholeAndPrintsHeadsToKeep() throws Exception {
        CommandLine.Outcome whole = run("audit", "verify").endsWith(0);
        assertThat(whole.out()).contains("2 entries, 2 sets and 2 signed heads: whole");
        assertThat(whole.err()).contains("head " + head(second)).containsPattern("head 2:[0-9a-f]{64}");
        run("audit", "verify", "--head", head(first), "--head", head(second)).endsWith(0);
        assertThat(run("audit", "verify", "--head", "daily/1").endsWith(2).err())
                .contains("expected SET:SHA256 or NUMBER:SHA256");
    }

    @Test
    @Order(3)
    void noticesAnEntryThatWasChangedAndThenOneThatIsGone() throws Exception {
        Path entry = folder.resolve("backups/audit/log/bookings-assistant/0000000/0000000001.json");
        String text = Files.readString(entry);
        Files.writeString(entry, text.replace("backup_taken", "backup_tested"));
        JsonNode report = last(run("audit", "verify", "--json").endsWith(12).out());
        assertThat(report.path("findings").findValuesAsText("code")).contains("AUDIT_BROKEN");
        Files.delete(entry);
        assertThat(run("audit", "verify").endsWith(12).out())
                .contains("BROKEN   entry 1: was removed", "TAMPERED WITH");
        Files.writeString(entry, text);
        run("audit", "verify").endsWith(0);
    }

    @Test
    @Order(4)
    void tellsOfSecretKeysThatWereExportedAndNotOfPublicOnes() throws Exception {
        run("keys", "export", folder.resolve("public").toString()).endsWith(0);
        assertThat(run("audit", "list", "--type", "keys_exported").endsWith(0).out())
                .isEmpty();
        run("keys", "export", folder.resolve("offline").toString(), "--private").endsWith(0);
        assertThat(run("audit", "list", "--type", "keys_exported").endsWith(0).out())
                .hasLineCount(1)
                .contains("high", ".sec.asc");
        // The same stick once more, now with the secret keys beside the public ones.
        run("keys", "export", folder.resolve("public").toString(), "--private").endsWith(0);
        Path changed;
        try (Stream<Path> keys = Files.list(folder.resolve("public"))) {
            List<Path> all = keys.sorted().toList();
            assertThat(all).hasSize(4);
            changed = all.get(0);
        }
        Files.writeString(changed, "another key");
        assertThat(run("keys", "export", folder.resolve("public").toString())
                        .endsWith(2)
                        .err())
                .contains(changed.getFileName() + " is there with other content");
    }

    @Test
    @Order(5)
    void noticesTheNewestSetRemovedWithTheWholeLogByTheHeadThatTheBackupPrinted() throws Exception {
        Folders.delete(folder.resolve("backups").resolve(second.path("set").asText()));
        Folders.delete(folder.resolve("backups/audit"));
        CommandLine.Outcome unsure = run("audit", "verify").endsWith(3);
        assertThat(unsure.out()).contains("warning  the log: is not there, nor a signed head");
        CommandLine.Outcome sure =
                run("audit", "verify", "--head", head(second)).endsWith(12);
        assertThat(sure.out()).contains("BROKEN   " + second.path("set").asText() + ": was removed");
        assertThat(sure.err()).contains("hint: ");
    }

    private static JsonNode backUp() throws Exception {
        CommandLine.Outcome backup =
                run("backup", "--mode", "daily", "--json", "--engine", "memory").endsWith(0);
        JsonNode report = last(backup.out());
        assertThat(backup.err()).contains("head " + head(report));
        return report;
    }

    /** As an auditor keeps it. */
    private static String head(JsonNode backup) {
        return backup.path("set").asText() + ":" + backup.path("manifestSha256").asText();
    }

    private static CommandLine.Outcome run(String... arguments) throws Exception {
        return system.commands().run(arguments);
    }

    private static List<JsonNode> lines(String out) throws IOException {
        return List.of(JSON.readValue("[" + String.join(",", out.lines().toList()) + "]", JsonNode[].class));
    }

    private static JsonNode last(String out) throws IOException {
        return JSON.readTree(out.lines().reduce((before, after) -> after).orElseThrow());
    }
}
