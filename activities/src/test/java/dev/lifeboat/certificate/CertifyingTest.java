package dev.lifeboat.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.archive.TestVaults;
import dev.lifeboat.audit.AuditFinding;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.report.Reports;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.runbook.Objectives;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is certified, what is not, and who notices when a certificate, or what it names, is not what it was (V3). */
class CertifyingTest {
    private static final Instant START = Instant.parse("2026-11-22T04:00:00Z");
    private static final Instant NOW = START.plus(Duration.ofDays(1));
    private static final String SET = "daily/2026-11-21";
    private static final String RUN = "drill/shop/weekly-2026-11-22T04:00:00Z";
    private static final String EVIDENCE = "reports/restores/restore_shop_x-0/auth-data-1-0.json";
    private static final String NOT_ASKED = PhaseReport.NOT_ASKED + "\"users can log in\"";
    private static final byte[] CHECKS = "{\"checks\" : 14}\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private OpenVault shop;
    private String manifest;
    private DrillReport drill;

    @BeforeAll
    static void generate() {
        KeyFiles.generate(keys.resolve("one"), KeyAlgorithm.CURVE25519, "shop", null);
        KeyFiles.generate(keys.resolve("other"), KeyAlgorithm.CURVE25519, "crm", null);
    }

    @BeforeEach
    void proveASet() {
        shop = vault("shop", "one");
        manifest = new SmallSets(shop.store(), shop.signer(), "shop").add(SET, START.minus(Duration.ofDays(1)), 1000);
        SetObjects.write(shop.store(), EVIDENCE, CHECKS);
        drill = new Reports(shop).write(drill());
        new Marks(shop).add(new Mark(MarkKind.PROVEN, SET, manifest, RUN, START.plusSeconds(3600), drill.object()));
    }

    @Test
    void certifiesTheDrillThatProvedASetLast() {
        Certifying.Issued issued = issue(SET);
        Certificate certificate = issued.certificate();
        assertThat(certificate.drill().run()).isEqualTo(RUN);
        assertThat(certificate.drill().way()).isEqualTo("restore.sh");
        assertThat(certificate.drill().signedOffBy()).isEmpty();
        assertThat(certificate.gates()).singleElement().satisfies(gate -> assertThat(gate.approvedBy())
                .as("who approved, not who had it tried again")
                .containsExactly("ana, unauthenticated"));
        assertThat(issued.page())
                .contains("restore.sh", "nobody", "Made of " + issued.object() + ", SHA-256 " + issued.sha256());
        assertThat(findings()).isEmpty();
    }

    @Test
    void saysWhatTheGatesLeftOut() {
        Certifying.Issued issued = issue(SET);
        assertThat(issued.certificate().drill().phases())
                .singleElement()
                .satisfies(phase -> assertThat(phase.notAsked()).containsExactly(NOT_ASKED));
        assertThat(issued.page())
                .contains("What the gates left out", "users can log in")
                .doesNotContain("index was built");
    }

    @Test
    void saysWhoSignedTheDrillOff() {
        signOff(Verb.APPROVE);
        for (String asked : List.of(SET, RUN)) {
            assertThat(new Certifying(shop)
                            .issue(asked, "ana", asked.equals(SET) ? NOW : NOW.plusSeconds(1))
                            .certificate()
                            .drill()
                            .signedOffBy())
                    .containsExactly("olga");
        }
        assertThat(findings()).isEmpty();
    }

    @Test
    void certifiesNoDrillThatAPersonWouldNotSignOff() {
        signOff(Verb.ABORT);
        assertThatThrownBy(() -> issue(SET))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("was not signed off");
    }

    @Test
    void certifiesNothingOfWhichTheEvidenceIsNotThere() throws Exception {
        Files.write(file(EVIDENCE), new byte[] {'{', '}'});
        assertThatThrownBy(() -> issue(SET)).hasMessageContaining("(evidence of auth, data) was changed");
        Files.delete(file(EVIDENCE));
        assertThatThrownBy(() -> issue(SET)).hasMessageContaining("(evidence of auth, data) was removed");
    }

    /** Where runbooks share store and key, its drill would be vouched for in our name. */
    @Test
    void certifiesNoDrillOfANeighbour() {
        OpenVault crm = vault("crm", "one");
        assertThatThrownBy(() -> new Certifying(crm).issue(RUN, "ana", NOW))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining(RUN + " is no drill of crm");
    }

    @Test
    void noticesAPageThatIsNotItsOwn() throws Exception {
        Certifying.Issued one = issue(SET);
        Certifying.Issued two = new Certifying(shop).issue(SET, "ana", NOW.plusSeconds(1));
        Path page = file(page(one.object()));
        byte[] own = Files.readAllBytes(page);

        Files.writeString(page, Files.readString(page).replace("within its objective", "in no time"));
        assertThat(findings()).singleElement().satisfies(finding -> assertThat(finding.text())
                .contains("is not signed"));

        // Signed, but of another certificate.
        Files.writeString(page, two.page());
        SetObjects.write(
                shop.store(),
                SignedRecords.signatureName(page(one.object()), bytes(two)),
                SetObjects.readSmall(shop.store(), SignedRecords.signatureName(page(two.object()), bytes(two))));
        assertThat(findings()).singleElement().satisfies(finding -> assertThat(finding.text())
                .contains("is not signed for this report"));

        Files.write(page, own);
        assertThat(findings()).isEmpty();
        Files.delete(page);
        assertThat(findings()).singleElement().satisfies(finding -> assertThat(finding.text())
                .contains("lacks " + page(one.object())));
    }

    /** Whoever is killed in the middle leaves nothing that looks tampered with. */
    @Test
    void leavesNoCertificateWithoutItsPage() throws Exception {
        Certifying.Issued issued = issue(SET);
        try (Stream<Path> files = Files.list(file(issued.object()).getParent())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.createDirectory(file(page(issued.object())));
        assertThatThrownBy(() -> issue(SET)).hasMessageContaining(page(issued.object()));
        assertThat(findings()).isEmpty();
    }

    @Test
    void twoOfOneSecondAreTwo() {
        Certifying.Issued one = issue(SET);
        Certifying.Issued two = new Certifying(shop).issue(SET, "olga", NOW);
        assertThat(two.object()).isNotEqualTo(one.object());
        assertThat(findings()).isEmpty();
    }

    @Test
    void missesACertificateThatTheLogTellsOf() throws Exception {
        Certifying.Issued issued = issue(SET);
        List<LoggedCertificate> logged = List.of(new LoggedCertificate(issued.object(), issued.sha256(), 7));
        assertThat(CertificateCheck.findings(shop, logged, () -> {})).isEmpty();
        Files.delete(file(issued.object()));
        Files.delete(file(page(issued.object())));
        assertThat(CertificateCheck.findings(shop, logged, () -> {}))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("entry 7 of the log", "which was removed"));
    }

    /** Else a shared store would look tampered with, to each of its runbooks. */
    @Test
    void leavesANeighboursCertificatesToIt() {
        OpenVault crm = vault("crm", "other");
        issue(SET);
        assertThat(CertificateCheck.findings(crm, List.of(), () -> {})).isEmpty();
        assertThat(findings()).isEmpty();
    }

    private void signOff(Verb verb) {
        new Reports(shop)
                .write(drill.signedOff(
                        List.of(new RecordedDecision("sign-off", "report", verb, "olga", true, null, "e", NOW))));
    }

    private Certifying.Issued issue(String asked) {
        return new Certifying(shop).issue(asked, "ana", NOW);
    }

    private List<AuditFinding> findings() {
        return CertificateCheck.findings(shop, List.of(), () -> {});
    }

    private Path file(String object) {
        return folder.resolve("store").resolve(object);
    }

    private static byte[] bytes(Certifying.Issued issued) {
        return issued.page().getBytes(StandardCharsets.UTF_8);
    }

    private static String page(String object) {
        return object.replaceFirst("json$", "html");
    }

    private DrillReport drill() {
        Instant end = START.plusSeconds(3600);
        String digest = Digests.sha256(CHECKS);
        PhaseReport phase = new PhaseReport(
                "auth",
                10,
                400,
                START,
                end,
                Duration.ofHours(1),
                Duration.ofHours(1),
                null,
                true,
                false,
                false,
                List.of(new GateResult("auth", GateStage.DATA, 2, true, 14, 0, List.of(), digest, "n", EVIDENCE, end)),
                List.of(
                        new RecordedDecision("auth", "open", Verb.RETRY, "rudi", true, null, digest, end),
                        new RecordedDecision("auth", "open", Verb.APPROVE, "ana", false, null, digest, end)),
                List.of("1 index was built", NOT_ASKED),
                List.of());
        RestoreReport restore = new RestoreReport(
                "restore/shop/x",
                "shop",
                SET,
                manifest,
                START.minus(Duration.ofDays(1)),
                new TargetIdentity("1", 2, "x", 170_000),
                RestoreOutcome.COMPLETED,
                true,
                "ana",
                START,
                end,
                List.of(phase),
                List.of(),
                List.of(),
                null,
                Objectives.DEFAULT,
                null,
                null,
                null);
        return new DrillReport(
                RUN,
                "weekly",
                SET,
                true,
                START,
                end,
                restore,
                null,
                List.of(),
                null,
                DrillReport.BY_HAND,
                null,
                null,
                List.of(),
                null);
    }

    private OpenVault vault(String runbook, String keysOf) {
        return TestVaults.ofFolder(
                runbook, folder.resolve("store"), "file:" + keys.resolve(keysOf).resolve("signing.sec.asc"));
    }
}
