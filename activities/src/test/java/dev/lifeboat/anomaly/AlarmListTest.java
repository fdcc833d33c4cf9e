package dev.lifeboat.anomaly;

import static dev.lifeboat.store.StoreAsserts.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No alarm is lost because somebody cannot, or must not, read it. */
class AlarmListTest {
    private static final String SET = "daily/2026-03-01";
    private static final Instant DAY = Instant.parse("2026-03-01T02:00:00Z");

    @TempDir
    Path folder;

    private OpenVault vault;

    @BeforeEach
    void addAnAlarmedSet() {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
        vault = open("file:" + folder.resolve("keys/signing.sec.asc"));
        String sha256 = new SmallSets(vault.store(), vault.signer()).add(SET, DAY, 1_000);
        SmallSets.mark(vault, MarkKind.ALARMED, SET, sha256, DAY, "half the rows are gone");
    }

    @Test
    void whoeverLacksTheKeyIsToldSoAndNotThatThereAreNoAlarms() {
        assertThat(new Alarms(vault).list()).singleElement().satisfies(alarm -> {
            assertThat(alarm.open()).isTrue();
            assertThat(alarm.problem()).isNull();
        });
        assertFails(() -> new Alarms(open("env:NOT_SET")).list(), ErrorCode.SECRET_MISSING);
        assertFails(() -> new Alarms(open("file:" + folder.resolve("keys/none"))).list(), ErrorCode.SECRET_MISSING);
    }

    @Test
    void anAlarmOfASetThatWasTamperedWithStaysOpen() throws IOException {
        SmallSets.mark(vault, MarkKind.RESOLVED, SET, "0".repeat(64), DAY.plusSeconds(60), "by eve: nothing");
        Path manifest = folder.resolve("store").resolve(SET).resolve(SetObjects.MANIFEST);
        Files.writeString(manifest, Files.readString(manifest) + " ");
        assertThat(new Alarms(vault).list()).singleElement().satisfies(alarm -> {
            assertThat(alarm.open()).isTrue();
            assertThat(alarm.problem()).startsWith("SIGNATURE_INVALID");
            assertThat(alarm.words()).singleElement().asString().contains("not to be believed: SIGNATURE_INVALID");
        });
    }

    @Test
    void ofASetThatIsGoneNobodyIsAlarmed() throws IOException {
        Files.delete(folder.resolve("store").resolve(SET).resolve(SetObjects.MANIFEST));
        assertThat(new Alarms(vault).list()).isEmpty();
    }

    private OpenVault open(String signing) {
        Keys keys = new Keys(
                List.of(folder.resolve("keys/backup.pub.asc").toString()), signing, List.of(), null, List.of());
        StoreLocation store = StoreLocation.folder(folder.resolve("store").toString());
        return OpenVault.of(new Vault("small", new StoreSettings(store, List.of()), keys, null), new Secrets(Map.of()));
    }
}
