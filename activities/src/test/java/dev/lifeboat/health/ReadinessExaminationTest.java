package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.readiness.Readiness;
import dev.lifeboat.readiness.Readiness.Reason;
import dev.lifeboat.readiness.RpoNow;
import dev.lifeboat.report.ReportSamples;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Places;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From sets to readiness and to what a disaster now would cost (K4). */
class ReadinessExaminationTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void tellsTheAgeOfTheNewestRestorableAndOfTheNewestProvenSet() {
        RpoNow rpo = look(new Seen("objectives: { rpo: PT24H }\n")
                        .set("daily/2026-03-10", HOUR.multipliedBy(2), 1, 1, SetState.FAILED)
                        .set("daily/2026-03-09", HOUR.multipliedBy(20))
                        .proven("daily/2026-03-01", Duration.ofDays(9), Duration.ofDays(8)))
                .rpo();
        assertThat(rpo.restorable().set()).isEqualTo("daily/2026-03-09");
        assertThat(rpo.restorable().age()).isEqualTo(HOUR.multipliedBy(20));
        assertThat(rpo.restorable().within()).isTrue();
        assertThat(rpo.proven().set()).isEqualTo("daily/2026-03-01");
        assertThat(rpo.proven().within()).isFalse();
    }

    @Test
    void tellsThatThereIsNoSet() {
        RpoNow rpo = look(new Seen("")).rpo();
        assertThat(rpo.restorable()).isNull();
        assertThat(rpo.proven()).isNull();
    }

    @Test
    void findsCopiesThatLackTheNewestSet() {
        Readiness ready = look(new Seen("")
                .set("daily/2026-03-10", HOUR, Seen.copy("primary", SetState.TAKEN), Seen.copy("copy-1", null)));
        Reason copies = reason(ready, "copies");
        assertThat(copies.points()).isEqualTo(5);
        assertThat(copies.missing())
                .extracting(Readiness.Remedy::command)
                .containsExactly("lifeboat copy --missing --to copy-1");
    }

    @Test
    void twoFoldersOfOneMachineAreOnePlace() {
        Seen seen = new Seen("")
                .set(
                        "daily/2026-03-10",
                        HOUR,
                        Seen.copy("primary", SetState.TAKEN),
                        Seen.copy("copy-1", SetState.TAKEN));
        assertThat(reason(look(seen), "copies").points()).isEqualTo(5);
        assertThat(reason(look(seen, new Places(path -> path)), "copies").points())
                .isEqualTo(15);
    }

    @Test
    void aDrillCountsByItsReportWhereItsSetIsGone() {
        Seen seen = new Seen("").set("daily/2026-03-10", HOUR);
        assertThat(reason(look(seen), "proven").points()).isZero();
        List<DrillReport> drills = List.of(
                ReportSamples.drill(Seen.NOW.minus(HOUR), false, HOUR),
                ReportSamples.drill(Seen.NOW.minus(Duration.ofDays(30)), true, HOUR));
        assertThat(reason(look(seen, new Places(), drills), "proven").points()).isEqualTo(20);
    }

    @Test
    void countsKeysThatCannotBeReadAsUnusable() {
        Reason keys = reason(look(new Seen("")), "keys");
        assertThat(keys.points()).isZero();
        assertThat(keys.missing().get(0).what()).startsWith("key backup.pub.asc cannot be used");
    }

    @Test
    void seesDrillsChannelsAndPeopleOfTheRunbook() {
        Readiness ready = look(new Seen("""
                drills: { weekly: { at: "0 4 * * 0", set: latest } }
                people: { contacts: [ { name: ada, role: admin } ] }
                notify: { webhook: "env:WEBHOOK" }
                """));
        assertThat(reason(ready, "people").points()).isEqualTo(5);
        assertThat(reason(ready, "drills").points()).isEqualTo(4);
    }

    private static Reason reason(Readiness ready, String name) {
        return ready.reasons().stream()
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Readiness look(Seen seen) {
        return look(seen, new Places());
    }

    private static Readiness look(Seen seen, Places places) {
        return look(seen, places, List.of());
    }

    private static Readiness look(Seen seen, Places places, List<DrillReport> drills) {
        Secrets secrets = new Secrets(Map.of());
        return new ReadinessExamination(
                        seen.runbook(), OpenVault.of(Vault.of(seen.runbook()), secrets), secrets, places)
                .look(seen.get().listed(), drills, Seen.NOW);
    }
}
