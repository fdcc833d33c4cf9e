package dev.lifeboat.report;

import static dev.lifeboat.report.ReportSamples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.gate.GateResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page of a drill shows that proved nothing (K4, V3). */
class DrillPageTest {
    @Test
    void showsTheRedGateWithItsEvidenceAndWhatWasSeenUntilThen() {
        DrillReport red = ReportSamples.redDrill(START);
        GateResult gate = red.restore().phases().get(1).gates().get(0);
        String html = html(red);
        assertThat(html)
                .contains(gate.digest(), gate.object(), "every remainder has an e-mail")
                .contains(ReportSamples.MANIFEST, "by schedule weekly", "not reached")
                .contains("13 of 14, ended here");
        assertThat(DrillPage.line(red).by()).isEqualTo("schedule weekly");
    }

    @Test
    void saysWhoStartedADrillThatRestoredNothing() {
        DrillReport report = new DrillReport(
                "drill/shop/2026-11-22T04-00-00",
                "manual",
                "latest",
                false,
                START,
                START,
                null,
                "NO_SUCH_SET: there is no set",
                List.of(),
                null,
                null,
                null,
                null,
                List.of(),
                "ana");
        assertThat(DrillPage.line(report).by()).isEqualTo("ana");
        assertThat(html(report)).contains("by ana");
    }

    @Test
    void warnsOfAProvenDrillThatLeftItsCopy() {
        DrillReport good = ReportSamples.drill(START, true, Duration.ofHours(1));
        DrillReport report = new DrillReport(
                good.runId(),
                good.name(),
                good.setId(),
                true,
                START,
                good.endedAt(),
                good.restore(),
                "TARGET_UNREACHABLE: a copy of production data is left in the database drill_1",
                List.of(),
                null);
        assertThat(DrillPage.line(report).tone()).isEqualTo(Tone.WARN);
        assertThat(html(report)).contains("proven, with an error", "is left in the database drill_1");
    }

    /** Of before a drill's report had it. */
    @Test
    void takesWhoStartedItFromTheRestoreOfAnOlderReport() {
        DrillReport report = ReportSamples.drill(START, true, Duration.ofHours(1));
        assertThat(report.startedBy()).isNull();
        assertThat(DrillPage.line(report).by()).isEqualTo("ana@example.com");
    }

    private static String html(DrillReport report) {
        return new String(
                PageHtml.of(DrillPage.of(report, List.of()), "x.json", "0".repeat(64)), StandardCharsets.UTF_8);
    }
}
