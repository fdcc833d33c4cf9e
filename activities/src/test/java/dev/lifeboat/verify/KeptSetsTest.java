package dev.lifeboat.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V4: which sets there are to be read again, store by store. */
class KeptSetsTest {
    private static final Instant DAY = Instant.parse("2026-03-01T02:00:00Z");

    @TempDir
    Path folder;

    private final Secrets secrets = new Secrets(Map.of());
    private final VerifyAllActivitiesImpl activities = new VerifyAllActivitiesImpl(secrets);
    private Runbook runbook;

    @BeforeEach
    void fill() throws IOException {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
        Files.writeString(folder.resolve("runbook.yaml"), """
                name: small
                database: { url: "env:DATABASE_URL" }
                store:
                  primary: { kind: filesystem, path: a }
                  copies: [ { kind: filesystem, path: b } ]
                keys: { recipients: [ keys/backup.pub.asc ], signing: "file:keys/signing.sec.asc" }
                """);
        runbook = RunbookFile.load(folder.resolve("runbook.yaml")).runbook();
        sets("primary").add("daily/1", DAY, 1_000);
        sets("primary").add("weekly/1", DAY.plusSeconds(5), 1_000);
        sets("copy-1").add("daily/1", DAY, 1_000);
    }

    @Test
    void listsEachSetInEachStoreAndThoseThatDoNotAuthenticate() throws IOException {
        Files.delete(folder.resolve("b/daily/1/" + SetObjects.SIGNATURE));
        assertThat(activities.list(request("all", null)).sets())
                .extracting(KeptSet::store, KeptSet::set)
                .containsExactly(tuple("primary", "weekly/1"), tuple("primary", "daily/1"), tuple("copy-1", "daily/1"));
        assertThat(activities.list(request("all", "copy-1")).sets()).hasSize(1);
    }

    @Test
    void listsOneSetInAllStoresThatHaveIt() {
        assertThat(activities.list(request("latest:daily", null)).sets())
                .extracting(KeptSet::store)
                .containsExactly("primary", "copy-1");
    }

    @Test
    void aStoreThatDoesNotAnswerIsAProblemAndHindersNoOther() throws IOException {
        Files.move(folder.resolve("b"), folder.resolve("elsewhere"));
        Files.writeString(folder.resolve("b"), "no folder");
        KeptSets kept = activities.list(request("all", null));
        assertThat(kept.sets()).extracting(KeptSet::store).containsOnly("primary");
        assertThat(kept.problems()).singleElement().asString().startsWith("store copy-1 could not be read");
    }

    @Test
    void theReportIsSignedAndARepeatIsTheSame() {
        VerifyAllRequest request = request("all", null);
        VerifyAllReport report = new VerifyAllReport(
                "verify/small/monthly",
                "small",
                "monthly",
                "all",
                "schedule monthly",
                DAY,
                DAY.plusSeconds(60),
                List.of(new VerifiedSet("primary", "daily/1", 1, 2, 0, null)),
                List.of(),
                List.of(),
                null);
        String object = activities.report(request, report);
        assertThat(activities.report(request, report)).isEqualTo(object).startsWith("reports/verifications/2026-03-01");
        assertThat(new SignedRecords(vault("primary"))
                        .read(object, VerifyAllReport.class)
                        .value())
                .isEqualTo(report);
    }

    private VerifyAllRequest request(String sets, @Nullable String store) {
        return new VerifyAllRequest(runbook, "0f".repeat(32), "monthly", sets, store, "schedule monthly");
    }

    private SmallSets sets(String store) {
        OpenVault vault = vault(store);
        return new SmallSets(vault.store(), vault.signer());
    }

    private OpenVault vault(String store) {
        return OpenVault.of(Vault.of(runbook).only(store), secrets);
    }
}
