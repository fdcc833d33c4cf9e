package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code list}, {@code show} and {@code cost} over two stores, one of which goes away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CatalogueCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static CommandLine commands;

    @BeforeAll
    static void addSets() throws Exception {
        Instant now = Instant.now();
        commands = new CommandLine(folder);
        Path runbook = folder.resolve("runbook.yaml");
        Files.writeString(runbook, """
                name: small
                database: { url: "env:DATABASE_URL" }
                store:
                  primary: { kind: filesystem, path: ./backups, prices: { storage: 0.05, transfer: 0.01, currency: EUR } }
                  copies: [ { name: offsite, kind: filesystem, path: ./offsite } ]
                keys:
                  recipients: [ keys/backup.pub.asc ]
                  signing: "file:keys/signing.sec.asc"
                backups:
                  daily: { at: "0 2 * * *", keep: P30D }
                """);
        commands.run("keys", "generate").endsWith(0);
        OpenVault vault = OpenVault.of(Vault.of(RunbookFile.load(runbook).runbook()), new Secrets(Map.of()));
        for (String store : List.of("primary", "offsite")) {
            OpenVault one = vault.only(store);
            SmallSets sets = new SmallSets(one.store(), one.signer());
            for (int day = 1; day <= 3; day++) {
                String set = "daily/2026-03-0" + day;
                Instant takenAt = now.minus(Duration.ofDays(4 - day));
                String sha256 = sets.add(set, takenAt, 1_000_000_000L * day);
                if (day == 3) {
                    SmallSets.mark(one, MarkKind.VERIFIED, set, sha256, takenAt.plusSeconds(60), "read");
                }
                if (day == 1) {
                    SmallSets.mark(one, MarkKind.PINNED, set, sha256, takenAt.plusSeconds(60), "law suit");
                }
            }
        }
    }

    @Test
    @Order(1)
    void listsTheSetsOfAllStoresOnceAndByFilters() throws Exception {
        assertThat(commands.run("list").endsWith(0).out().lines())
                .hasSize(5)
                .anyMatch(line -> line.startsWith("daily/2026-03-03  verified") && line.contains("2/2"))
                .anyMatch(line -> line.contains("pinned: law suit"));
        assertThat(summary("list", "--json").path("sets").asInt()).isEqualTo(3);
        assertThat(summary("list", "--json", "--state", "verified").path("sets").asInt())
                .isEqualTo(1);
        assertThat(summary("list", "--json", "--pinned").path("sets").asInt()).isEqualTo(1);
        assertThat(summary("list", "--json", "--since", "60h").path("sets").asInt())
                .isEqualTo(2);
        assertThat(summary("list", "--json", "--limit", "1").path("matching").asInt())
                .isEqualTo(3);
        assertThat(summary("list", "--json", "--mode", "weekly").path("sets").asInt())
                .isZero();
    }

    @Test
    @Order(2)
    void refusesFiltersThatMeanNothing() throws Exception {
        for (List<String> filter : List.of(
                List.of("--mode", "hourly"),
                List.of("--state", "good"),
                List.of("--since", "yesterday"),
                List.of("--form", "xml"),
                List.of("--limit", "0"))) {
            assertThat(commands.run("list", filter.get(0), filter.get(1))
                            .endsWith(2)
                            .err())
                    .contains(filter.get(0));
        }
        commands.run("cost", "--months", "0").endsWith(2);
        for (List<String> command : List.of(
                List.of("list", "--store"),
                List.of("show", "latest", "--store"),
                List.of("retention", "--dry-run", "--store"),
                List.of("copy", "--missing", "--engine", "memory", "--to"))) {
            List<String> words = new ArrayList<>(command);
            words.add("nowhere");
            assertThat(commands.run(words.toArray(String[]::new)).endsWith(2).err())
                    .contains("no store is called \"nowhere\"; the runbook has primary, offsite");
        }
    }

    @Test
    @Order(3)
    void showsASetWithItsCopiesAndMarks() throws Exception {
        assertThat(commands.run("show", "latest").endsWith(0).out())
                .contains("set         daily/2026-03-03")
                .contains("copy        primary: verified")
                .contains("copy        offsite: verified")
                .contains("verified by VERIFIED/daily/2026-03-03/")
                .contains("a month     0.15 EUR + 0.07 USD");
        assertThat(commands.run("show", "daily/1999-01-01").endsWith(10).err()).contains("NO_SUCH_SET");
        commands.run("show", "latest", "--store", "nowhere").endsWith(2);
    }

    @Test
    @Order(4)
    void tellsWhatItCostsByStoreAndCurrency() throws Exception {
        CommandLine.Outcome cost = commands.run("cost", "--json").endsWith(0);
        assertThat(cost.out()).contains("\"store\":\"primary\"", "\"store\":\"offsite\"", "\"forecast\":true");
        assertThat(cost.err()).contains("store offsite has no prices in the runbook", "transfer is an estimate");
        assertThat(commands.run("cost", "--months", "1").endsWith(0).out()).contains("EUR", "USD", "forecast");
    }

    @Test
    @Order(5)
    void eachLookIsWrittenDownOnce() throws Exception {
        List<String> looks = commands.run("audit", "list", "--type", "backup_accessed", "--json")
                .endsWith(0)
                .out()
                .lines()
                .filter(line -> line.contains("\"action\""))
                .toList();
        assertThat(looks)
                .as("lists, shows and costs before this test")
                .hasSize(3)
                .allMatch(line -> line.contains("@"))
                .anyMatch(line -> line.contains("\"action\":\"list\""))
                .anyMatch(line -> line.contains("\"action\":\"cost\""))
                .anyMatch(line -> line.contains("\"action\":\"show\"") && line.contains("daily/2026-03-03"));
    }

    @Test
    @Order(6)
    void whoeverCannotBeWrittenDownMayLookAndIsWarned() throws Exception {
        Path log = folder.resolve("backups/audit");
        Files.move(log, folder.resolve("audit"));
        Files.writeString(log, "not a folder");
        CommandLine.Outcome list = commands.run("list").endsWith(0);
        assertThat(list.out()).contains("daily/2026-03-03");
        assertThat(list.err()).contains("warning: the audit log could not be written; it lacks this list");
        Files.delete(log);
        Files.move(folder.resolve("audit"), log);
    }

    @Test
    @Order(7)
    void aStoreThatIsGoneIsNamedAndTheOtherIsListed() throws Exception {
        Files.move(folder.resolve("offsite"), folder.resolve("unplugged"));
        Files.writeString(folder.resolve("offsite"), "not a folder");
        CommandLine.Outcome list = commands.run("list").endsWith(3);
        assertThat(list.out()).contains("daily/2026-03-03", "1/2?");
        assertThat(list.err()).contains("store offsite does not answer (?)");
        assertThat(commands.run("show", "latest").endsWith(3).out()).contains("copy        offsite: ?");
        assertThat(commands.run("cost").endsWith(3).err()).contains("offsite does not answer (?)");
        assertThat(commands.run("show", "weekly/2026-W01").endsWith(1).err()).contains("STORE_UNAVAILABLE");
    }

    @Test
    @Order(8)
    void withoutAnyStoreThereIsNoList() throws Exception {
        Files.move(folder.resolve("backups"), folder.resolve("gone"));
        Files.writeString(folder.resolve("backups"), "not a folder");
        assertThat(commands.run("list").endsWith(1).err()).contains("STORE_UNAVAILABLE");
    }

    @Test
    @Order(9)
    void aPrimaryThatIsGoneIsNotTakenForAnEmptyOne() throws Exception {
        Files.delete(folder.resolve("backups"));
        Files.delete(folder.resolve("offsite"));
        Files.move(folder.resolve("unplugged"), folder.resolve("offsite"));
        assertThat(commands.run("list").endsWith(3).err())
                .contains("has no set of this runbook, while offsite has 3: is the disk not mounted?");
        Folders.delete(folder.resolve("backups"));
        Files.move(folder.resolve("gone"), folder.resolve("backups"));
        commands.run("list").endsWith(0);
    }

    /** These sets have no rows: the newest fails in the primary first, where it is no longer the latest then. */
    @Test
    @Order(10)
    void verifiesTheOneLatestSetInAllStores() throws Exception {
        assertThat(commands.run("copy", "--missing", "--engine", "memory")
                        .endsWith(0)
                        .err())
                .contains("nothing is missing");
        commands.run("verify", "latest", "--store", "primary", "--engine", "memory")
                .endsWith(12);
        assertThat(commands.run("list").endsWith(3).out().lines())
                .anyMatch(line -> line.startsWith("daily/2026-03-03") && line.contains("1/2"));
        assertThat(commands.run("verify", "latest", "--all-stores", "--engine", "memory")
                        .endsWith(12)
                        .err())
                .contains("error: daily/2026-03-03 in primary", "error: daily/2026-03-03 in offsite")
                .doesNotContain("2026-03-02");
        assertThat(commands.run("verify", "--help").endsWith(0).out()).contains("--all-stores");
    }

    private static JsonNode summary(String... arguments) throws Exception {
        String out = commands.run(arguments).endsWith(0).out().strip();
        return JSON.readTree(out.substring(out.lastIndexOf('\n') + 1));
    }
}
