package dev.lifeboat.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.runbook.Anomalies;
import dev.lifeboat.runbook.Compression;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the watch says of a set, by what the sets before it were. */
class AnomalyWatchTest {
    private final Days days = new Days().table("public.users", 1000).table("public.orders", 5000);

    @Test
    void saysNothingOfASetThatIsLikeThoseBeforeIt() {
        assertThat(days.days(7).look()).isEmpty();
        assertThat(new Days().table("public.users", 10).look())
                .as("the first set")
                .isEmpty();
    }

    @Test
    void namesTableMedianFigureAndLimitWhereHalfTheRowsAreGone() {
        days.days(7).table("public.users", 500);

        assertThat(days.look())
                .containsExactly(new AnomalyFinding(
                        "public.users",
                        Measure.ROWS,
                        1000,
                        500,
                        800,
                        "public.users: 500 rows, usually 1,000 (limit 800)"));
    }

    @Test
    void holdsATableToWhatItHadAndNotToHowItGrows() {
        days.days(7);

        assertThat(days.table("public.users", 800).look()).isEmpty();
        assertThat(days.table("public.users", 799).look()).hasSize(1);
        assertThat(days.table("public.users", 2200).look()).isEmpty();
        assertThat(days.table("public.users", 799)
                        .look(new Anomalies(null, 30, 30, null, null), null, Compression.ZSTD))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void comparesNothingWithAMedianOfFewerThanThreeSets(int sets) {
        days.days(sets).table("public.users", 100).table("public.orders", 5000, 500_000, 1.01);

        assertThat(days.look()).isEmpty();
        assertThat(days.table("public.users", 1000)
                        .table("public.orders", 5000)
                        .days(3 - sets)
                        .table("public.users", 100)
                        .look())
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void tellsOfATableThatIsGoneOrEmptyEvenAfterOneSet(int sets) {
        days.days(sets).without("public.users").table("public.orders", 0);

        assertThat(days.look())
                .extracting(AnomalyFinding::table, AnomalyFinding::measure)
                .contains(tuple("public.users", Measure.VANISHED), tuple("public.orders", Measure.EMPTIED))
                .doesNotContain(tuple("public.orders", Measure.ROWS));
    }

    @Test
    void aTableThatBeginsToBeUsedOrComesRaisesNone() {
        days.table("public.feature", 0).days(7);

        assertThat(days.table("public.feature", 900).table("public.other", 10).look())
                .isEmpty();
    }

    @Test
    void aSmallTableMayLoseARow() {
        days.table("public.roles", 3).days(7);

        assertThat(days.table("public.roles", 2).look()).isEmpty();
        assertThat(days.table("public.roles", 0).look())
                .extracting(AnomalyFinding::words)
                .containsExactly("public.roles: no rows, usually 3");
    }

    @Test
    void aSmallTableThatVariesMayBeEmpty() {
        days.table("public.codes", 2).days(4).table("public.codes", 5).days(3);

        assertThat(days.table("public.codes", 0).look()).isEmpty();
    }

    @Test
    void aTableThatWasEmptyBeforeOrCameWithTheLastSetMayBeGoneAgain() {
        days.table("public.queue", 0).days(4).table("public.queue", 500).day();
        assertThat(days.table("public.queue", 0).look()).isEmpty();

        days.table("public.temporary", 100).day().without("public.temporary");
        assertThat(days.look()).isEmpty();
    }

    @Test
    void encryptedValuesShowInTheCompression() {
        days.days(7).table("public.users", 1000, 100_000, 1.3);

        assertThat(days.look()).singleElement().satisfies(finding -> {
            assertThat(finding.measure()).isEqualTo(Measure.RATIO);
            assertThat(finding.words())
                    .isEqualTo("public.users: compresses 1.3 times, usually 4.0 times (limit 2.8 times);"
                            + " encrypted values do not compress");
        });
    }

    @Test
    void valuesThatAreAllTheSameShowInTheCompressionToo() {
        days.days(7).table("public.users", 1000, 100_000, 40);

        assertThat(days.look()).extracting(AnomalyFinding::measure).containsExactly(Measure.RATIO);
    }

    @Test
    void anotherCompressionIsNotComparedWith() {
        days.days(7).table("public.users", 1000, 100_000, 1.3);

        assertThat(days.look(Anomalies.DEFAULT, null, Compression.GZIP)).isEmpty();
    }

    @Test
    void longerRowsOfAsManyRowsShow() {
        days.days(7);

        assertThat(days.table("public.users", 1000, 139_000, 4).look()).isEmpty();
        assertThat(days.table("public.users", 1000, 145_000, 4).look())
                .extracting(AnomalyFinding::measure)
                .containsExactly(Measure.ROW_BYTES);
        assertThat(days.table("public.users", 1000, 40_000, 4).look())
                .as("emptied values")
                .extracting(AnomalyFinding::measure)
                .containsExactly(Measure.BYTES);
    }

    @Test
    void aTableThatGrowsTooMuchShowsInTheSizeOfTheSet() {
        days.days(7).table("public.orders", 6300);

        assertThat(days.look())
                .extracting(AnomalyFinding::table, AnomalyFinding::measure)
                .containsExactly(tuple(null, Measure.SIZE));
    }

    @Test
    void tellsOfMoreChangeThanThereEverWas() {
        days.day().day(10.0).day(12.0).day(8.0);
        assertThat(days.look(60.0)).isEmpty();
        assertThat(days.look(61.0)).extracting(AnomalyFinding::measure).containsExactly(Measure.CHANGED);

        days.day(90.0).day(10.0);
        assertThat(days.look(90.0)).as("as much as there was once").isEmpty();
        assertThat(days.look(91.0)).hasSize(1);
    }

    @Test
    void aFewOtherColumnsAreAMigrationAndManyAnAlarm() {
        days.days(1);
        days.table("public.users", 1000, 100_000, 4, "id integer", "name bytea", "a text", "b text");
        assertThat(days.look()).isEmpty();

        days.table("public.users", 1000, 100_000, 4, "id bigint", "name bytea", "a text", "b text", "c text");
        assertThat(days.look()).singleElement().satisfies(finding -> assertThat(finding.words())
                .isEqualTo("the set: 5 of 4 columns differ from the set before (limit 5): public.users.a is new,"
                        + " public.users.b is new, public.users.c is new, public.users.id is bigint instead of"
                        + " integer, public.users.name is bytea instead of text"));
    }

    @Test
    void aSetThatDoesNotTellItsTypesIsComparedByItsColumnsAlone() {
        days.table("public.wide", 1, 1, 1, "a ", "b ", "c ", "d ", "e ").day();

        assertThat(days.table("public.wide", 1, 1, 1, "a int", "b int", "c int", "d int", "e int")
                        .look())
                .isEmpty();
        assertThat(days.table("public.wide", 1, 1, 1, "v int", "w int", "x int", "y int", "z int")
                        .look())
                .extracting(AnomalyFinding::now)
                .containsExactly(10.0);
    }

    @Test
    void whatAPersonFoundUsualIsUsualFromThenOn() {
        days.days(6).table("public.users", 500).day();

        assertThat(days.look()).as("the same once more").isEmpty();
        assertThat(days.table("public.users", 350).look()).hasSize(1);
    }

    @Test
    void comparesWithSoManySetsOnlyAsTheRunbookSays() {
        days.days(20).table("public.users", 500).days(3);

        assertThat(days.table("public.users", 1000)
                        .look(new Anomalies(3, null, null, null, null), null, Compression.ZSTD))
                .isEmpty();
        List<AnomalyFinding> lost =
                days.table("public.users", 300).look(new Anomalies(3, null, null, null, null), null, Compression.ZSTD);
        assertThat(lost).extracting(AnomalyFinding::before).containsExactly(500.0);
    }
}
