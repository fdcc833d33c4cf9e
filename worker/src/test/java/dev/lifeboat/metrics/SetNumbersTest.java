package dev.lifeboat.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.set.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** K1, K3, V0: what the sets of project-x say, which its local copy keeps for thirty days and its buckets for up to a year. */
class SetNumbersTest {
    /** A Sunday. */
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    private static final Runbook RUNBOOK = RunbookFile.load(
                    Path.of(System.getProperty("lifeboat.root"), "examples/project-x/runbook.yaml"))
            .runbook();

    private final List<CataloguedSet> sets = new ArrayList<>();

    @Test
    void aStoreThatKeepsSetsForAShorterTimeLacksNoneThatACleanUpRemoved() {
        set("weekly/old", Duration.ofDays(42), copy("s3", true), copy("local", false), copy("gcs", true));
        assertThat(of(Metric.COPIES_MISSING))
                .containsExactlyInAnyOrder(
                        sample(Metric.COPIES_MISSING, 0, "s3"),
                        sample(Metric.COPIES_MISSING, 0, "local"),
                        sample(Metric.COPIES_MISSING, 0, "gcs"));
        set("weekly/new", Duration.ofDays(7), copy("s3", true), copy("local", false), copy("gcs", true));
        set("daily/now", Duration.ofHours(2), copy("s3", true), copy("local", true), copy("gcs", false));
        assertThat(of(Metric.COPIES_MISSING))
                .as("one is missing, and one has time")
                .contains(sample(Metric.COPIES_MISSING, 1, "local"), sample(Metric.COPIES_MISSING, 0, "gcs"));
    }

    @Test
    void aModeThatWaitsForItsFirstSetHasTheTimeThatHealthGivesIt() {
        assertThat(of(Metric.BACKUP_DUE)).as("a system without any set").isEmpty();
        Duration age = Duration.ofHours(2);
        set("daily/now", age, copy("s3", true));
        assertThat(of(Metric.BACKUP_LAST_SUCCESS))
                .containsExactly(sample(Metric.BACKUP_LAST_SUCCESS, seconds(NOW.minus(age)), "daily"));
        assertThat(of(Metric.BACKUP_DUE))
                .contains(
                        sample(Metric.BACKUP_DUE, seconds(NOW.minus(age).plus(Duration.ofHours(25))), "daily"),
                        sample(Metric.BACKUP_DUE, seconds(NOW.minus(age).plus(Duration.ofHours(7 * 24 + 1))), "weekly"))
                .hasSize(5)
                .allMatch(due -> due.value() > seconds(NOW));
    }

    @Test
    void saysWhenSetsCountAsUnverifiedAndUnproven() {
        set("weekly/old", Duration.ofDays(21), copy("s3", true), copy("local", true), copy("gcs", true));
        assertThat(of(Metric.VERIFY_DUE))
                .hasSize(3)
                .contains(sample(Metric.VERIFY_DUE, seconds(NOW.minus(Duration.ofDays(13))), "local"));
        assertThat(RunNumbers.of(RUNBOOK, listed(), List.of(), List.of(), NOW))
                .as("drills are on first Sundays")
                .filteredOn(sample -> sample.metric() == Metric.DRILL_DUE)
                .singleElement()
                .satisfies(due -> assertThat(due.value()).isGreaterThan(seconds(NOW)));
    }

    private List<Sample> of(Metric metric) {
        return SetNumbers.of(RUNBOOK, listed(), NOW).stream()
                .filter(sample -> sample.metric() == metric)
                .toList();
    }

    private ListedSets listed() {
        return new ListedSets(sets, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
    }

    private static Sample sample(Metric metric, double value, String label) {
        return Sample.of(metric, value, "project-x", label);
    }

    private static double seconds(Instant at) {
        return at.getEpochSecond();
    }

    private static Copy copy(String store, boolean there) {
        @Nullable SetState state = there ? SetState.TAKEN : null;
        return new Copy(store, there, state, null, List.of());
    }

    private void set(String name, Duration age, Copy... copies) {
        Instant takenAt = NOW.minus(age);
        SetFacts facts = new SetFacts(
                name,
                "project-x",
                name.substring(0, name.indexOf('/')),
                null,
                Form.ARCHIVE,
                takenAt,
                takenAt,
                4,
                1_000,
                10_000_000,
                2_000_000,
                0,
                List.of(),
                "0".repeat(64),
                "A".repeat(40),
                "everything",
                true);
        sets.add(
                0,
                new CataloguedSet(
                        facts,
                        SetState.TAKEN,
                        Stream.of(copies).toList(),
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.<Mark>of(),
                        List.of(),
                        null));
    }
}
