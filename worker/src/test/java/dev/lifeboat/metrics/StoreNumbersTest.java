package dev.lifeboat.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape says of stores that have nothing, or do not answer: silence would look like health. */
class StoreNumbersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");

    @TempDir
    Path folder;

    @Test
    void saysOfTheOnlyStoreThatItIsDown() {
        Reading reading = read(away());
        assertThat(reading.whole()).isFalse();
        assertThat(of(reading, Metric.STORE_UP)).containsExactly(Sample.of(Metric.STORE_UP, 0, "shop", "primary"));
        assertThat(of(reading, Metric.RPO)).hasSize(1);
        assertThat(of(reading, Metric.READ_AT)).isEmpty();
        assertThat(of(reading, Metric.SETS)).as("what was read before stays").isEmpty();
    }

    @Test
    void saysWhichOfTwoIsDown() {
        Reading reading = read(StoreLocation.folder(folder.resolve("store").toString()), away());
        assertThat(of(reading, Metric.STORE_UP))
                .containsExactlyInAnyOrder(
                        Sample.of(Metric.STORE_UP, 1, "shop", "primary"),
                        Sample.of(Metric.STORE_UP, 0, "shop", "copy-1"));
    }

    @Test
    void givesZeroOfAnEmptyStoreAndPassesOverJunk() throws Exception {
        Path junk = folder.resolve("store/reports/drills/drill_shop_x-00000000/2026-11-22T03-00-00.json");
        Files.createDirectories(junk.getParent());
        Files.writeString(junk, "{}");
        Reading reading = read(StoreLocation.folder(folder.resolve("store").toString()));
        assertThat(reading.whole()).isTrue();
        assertThat(of(reading, Metric.WHOLE_SET)).containsExactly(Sample.of(Metric.WHOLE_SET, 0, "shop"));
        assertThat(of(reading, Metric.DRILL_LAST_RESULT)).isEmpty();
        assertThat(of(reading, Metric.READ_AT))
                .containsExactly(Sample.of(Metric.READ_AT, (double) NOW.getEpochSecond(), "shop"));
    }

    private Reading read(StoreLocation primary, StoreLocation... copies) {
        Runbook runbook = Runbook.of(
                "shop",
                new Database("env:DATABASE_URL", null),
                new StoreSettings(primary, List.of(copies)),
                new Keys(List.of(), null, List.of(), null, List.of("A".repeat(40))));
        return new StoreNumbers(runbook, new Secrets(Map.of()), folder.resolve("state")).read(NOW);
    }

    private static List<Sample> of(Reading reading, Metric metric) {
        return Stream.of(reading)
                .flatMap(all -> all.samples().stream())
                .filter(sample -> sample.metric() == metric)
                .toList();
    }

    /** Its credentials are not on this machine. */
    private static StoreLocation away() {
        return new StoreLocation(
                null,
                StoreLocation.AZURE_BLOB,
                null,
                "backups",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "env:GONE",
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
    }
}
