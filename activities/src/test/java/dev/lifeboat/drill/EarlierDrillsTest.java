package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.report.Reports;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.MutationKind;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Earlier drills are known by their signed reports alone. */
class EarlierDrillsTest {
    private static final Instant FIRST = Instant.parse("2026-01-04T04:00:00Z");

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private OpenVault vault;
    private Reports reports;

    @BeforeAll
    static void generate() {
        KeyFiles.generate(keys.resolve("own"), KeyAlgorithm.CURVE25519, "shop", null);
    }

    @BeforeEach
    void open() {
        vault = vault("file:" + keys.resolve("own").resolve("signing.sec.asc"));
        reports = new Reports(vault);
    }

    private OpenVault vault(@Nullable String signing) {
        return OpenVault.of(
                new Vault(
                        "shop",
                        new StoreSettings(StoreLocation.folder(folder.toString()), List.of()),
                        new Keys(List.of(), signing, List.of(), null, List.of()),
                        null),
                new Secrets(Map.of()));
    }

    /** Whoever may write into the bucket: neither a turn is taken, nor a damage caught, by his word, and many words hide nothing. */
    @Test
    void believesNoReportThatNobodySigned() {
        write("weekly", 0, DrillReport.BY_LIFEBOAT, mutations(true, false));
        reports = new Reports(vault(null));
        write("weekly", 1, DrillReport.BY_HAND, mutations(true, true));
        for (int more = 2; more < 20; more++) {
            write("weekly", more, DrillReport.BY_LIFEBOAT, mutations(false, false));
        }
        assertThat(earlier().noneByHandIn(1, "weekly")).isTrue();
        assertThat(earlier().noneByHandIn(2, "weekly"))
                .as("one drill alone is known")
                .isFalse();
        MutationReport now = earlier().compared(mutations(false, false), "drill/shop/now", FIRST.plusSeconds(90));
        assertThat(now.stopped()).containsExactly("row-security-off public.users");
        assertThat(now.trend()).extracting(MutationReport.Point::caught).containsExactly(1, 0);
    }

    @Test
    void tellsWhatIsNotCaughtAnyMore() {
        write("weekly", 0, DrillReport.BY_LIFEBOAT, mutations(true, true));
        write("weekly", 1, DrillReport.BY_LIFEBOAT, mutations(true, false));
        write("weekly", 2, DrillReport.BY_LIFEBOAT, null);
        MutationReport now = earlier().compared(mutations(false, false), "drill/shop/now", FIRST.plusSeconds(90));
        assertThat(now.stopped())
                .as("also what the last one missed already: nobody has mended it")
                .containsExactly("row-security-off public.users", "trigger-disabled public.users log");
        assertThat(now.trend()).extracting(MutationReport.Point::caught).containsExactly(2, 1, 0);
        assertThat(now.trend().get(2).runId()).isEqualTo("drill/shop/now");
        assertThat(now.describe()).isEqualTo("gates catch 0 of 2");
    }

    /** One that tried few kinds says nothing of the others. */
    @Test
    void tellsWhatIsNotCaughtAnyMoreBehindADrillThatTriedLess() {
        write("weekly", 0, DrillReport.BY_LIFEBOAT, mutations(true, true));
        write(
                "manual",
                1,
                DrillReport.BY_LIFEBOAT,
                new MutationReport(
                        List.of(mutation(MutationKind.ROW_SECURITY_OFF, "public.users", true)),
                        List.of(),
                        List.of(),
                        List.of()));
        assertThat(earlier()
                        .compared(mutations(true, false), "drill/shop/now", FIRST.plusSeconds(90))
                        .stopped())
                .containsExactly("trigger-disabled public.users log");
        assertThat(earlier()
                        .compared(mutations(true, true), "drill/shop/now", FIRST.plusSeconds(90))
                        .stopped())
                .isEmpty();
    }

    @Test
    void aDamageIsMissedUntilADrillCatchesItAgain() {
        MutationReport less = new MutationReport(
                List.of(mutation(MutationKind.ROW_SECURITY_OFF, "public.users", true)),
                List.of(),
                List.of(),
                List.of());
        write("weekly", 0, DrillReport.BY_LIFEBOAT, mutations(false, true));
        write("weekly", 1, DrillReport.BY_LIFEBOAT, mutations(true, false));
        assertThat(earlier()
                        .compared(less, "drill/shop/now", FIRST.plusSeconds(90))
                        .stopped())
                .as("the trigger's was not tried this time")
                .containsExactly("trigger-disabled public.users log");
        write("weekly", 2, DrillReport.BY_LIFEBOAT, mutations(true, true));
        assertThat(earlier()
                        .compared(less, "drill/shop/now", FIRST.plusSeconds(90))
                        .stopped())
                .isEmpty();
    }

    @Test
    void readsTheReportsOfThisRunbookOnlyAndEachOnce() {
        write("weekly", 0, DrillReport.BY_LIFEBOAT, null);
        reports.write(report("drill/shop-two/x", "weekly", 1, DrillReport.BY_LIFEBOAT, null));
        DrillReport signed = report("drill/shop/weekly-0", "weekly", 0, DrillReport.BY_LIFEBOAT, null)
                .signedOff(List.of(new dev.lifeboat.decision.RecordedDecision(
                        "sign-off", "report", dev.lifeboat.decision.Verb.APPROVE, "ada", true, null, "0", FIRST)));
        assertThat(reports.write(signed).object()).endsWith("-signed-off.json");
        assertThat(earlier().noneByHandIn(1, "weekly")).isTrue();
        assertThat(earlier().noneByHandIn(2, "weekly")).as("there was one").isFalse();
    }

    @Test
    void countsTheDrillsOfANameSinceTheLastByHand() {
        assertThat(earlier().noneByHandIn(0, "weekly")).as("each is").isTrue();
        assertThat(earlier().noneByHandIn(2, "weekly")).as("there was none").isFalse();
        write("weekly", 0, DrillReport.BY_HAND, null);
        write("weekly", 1, DrillReport.BY_LIFEBOAT, null);
        write("monthly", 2, DrillReport.BY_HAND, null);
        write("weekly", 3, DrillReport.BY_LIFEBOAT, null);
        assertThat(earlier().noneByHandIn(2, "weekly")).isTrue();
        assertThat(earlier().noneByHandIn(3, "weekly")).isFalse();
        assertThat(earlier().noneByHandIn(1, "monthly")).isFalse();
    }

    /** A drill that comes every quarter lies behind many others. */
    @Test
    void findsTheLastByHandBehindWeeksOfOtherDrills() {
        write("quarterly", 0, DrillReport.BY_LIFEBOAT, null);
        for (int day = 1; day <= 40; day++) {
            write("daily", day, DrillReport.BY_LIFEBOAT, null);
        }
        assertThat(earlier().noneByHandIn(1, "quarterly")).isTrue();
    }

    private EarlierDrills earlier() {
        return new EarlierDrills(vault, "shop");
    }

    private void write(String name, int number, String way, @Nullable MutationReport mutations) {
        reports.write(report("drill/shop/" + name + "-" + number, name, number, way, mutations));
    }

    private static DrillReport report(
            String run, String name, int number, String way, @Nullable MutationReport mutations) {
        Instant at = FIRST.plusSeconds(number);
        RestoreReport restore = new RestoreReport(
                run,
                "shop",
                "daily/2026-01-04",
                "0".repeat(64),
                at,
                new TargetIdentity("1", 1, "copy", 170000),
                RestoreOutcome.COMPLETED,
                true,
                "test",
                at,
                at,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                null);
        return new DrillReport(
                run,
                name,
                "daily/2026-01-04",
                true,
                at,
                at,
                restore,
                null,
                List.of(),
                null,
                way,
                mutations,
                null,
                List.of(),
                null);
    }

    private static MutationReport mutations(boolean security, boolean trigger) {
        return new MutationReport(
                List.of(
                        mutation(MutationKind.ROW_SECURITY_OFF, "public.users", security),
                        mutation(MutationKind.TRIGGER_DISABLED, "public.users log", trigger)),
                List.of(),
                List.of(),
                List.of());
    }

    private static Mutation mutation(MutationKind kind, String object, boolean caught) {
        return new Mutation(kind, "auth", object, caught ? List.of("structure") : List.of(), caught, null);
    }
}
