package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.TestVaults;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportSamples;
import dev.lifeboat.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V1: that a drill restored a set outlives the set. */
class ProvenDrillsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeKeys() {
        KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "test", null);
    }

    @Test
    void theLastDrillThatRestoredASetIsKnownByItsSignedReportAlone() {
        assertThat(last("shop")).isEmpty();
        write(true, Duration.ofDays(60), true);
        write(true, Duration.ofDays(40), true);
        write(true, Duration.ofDays(20), false);
        write(false, Duration.ofDays(10), true);
        assertThat(last("shop")).contains(Seen.NOW.minus(Duration.ofDays(40)).plus(HOUR));
        assertThat(last("other")).as("another runbook's drill").isEmpty();
    }

    @Test
    void nobodyKnowsWhileNoStoreAnswers() throws IOException {
        Files.writeString(folder.resolve("store"), "no folder");
        assertThatThrownBy(() -> last("shop")).isInstanceOf(UnseenException.class);
    }

    private Optional<Instant> last(String runbook) {
        return new ProvenDrills(() -> new ReportArchive(vault(true)), runbook).get();
    }

    private void write(boolean signed, Duration age, boolean proven) {
        new Reports(vault(signed)).write(ReportSamples.drill(Seen.NOW.minus(age), proven, HOUR));
    }

    private OpenVault vault(boolean signing) {
        return TestVaults.ofFolder(
                "shop", folder.resolve("store"), signing ? "file:" + keys.resolve("signing.sec.asc") : null);
    }
}
