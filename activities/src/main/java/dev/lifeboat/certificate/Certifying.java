package dev.lifeboat.certificate;

import static dev.lifeboat.error.ErrorCode.GATE_FAILED;
import static dev.lifeboat.error.ErrorCode.NO_SUCH_RUN;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.audit.AuditEntry;
import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.AuditLog;
import dev.lifeboat.audit.AuditType;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.certificate.Certificate.CertifiedDrill;
import dev.lifeboat.certificate.Certificate.CertifiedEntry;
import dev.lifeboat.certificate.Certificate.CertifiedFile;
import dev.lifeboat.certificate.Certificate.CertifiedGate;
import dev.lifeboat.certificate.Certificate.CertifiedPhase;
import dev.lifeboat.certificate.Certificate.CertifiedSet;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportType;
import dev.lifeboat.report.Reports;
import dev.lifeboat.report.StoredReport;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Objectives;
import dev.lifeboat.store.NoSuchObjectException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Makes certificates of drills: only of what is signed, whole and green. */
public final class Certifying {
    private static final String FOLDER = "certificates";

    static final String ROOT = "reports/" + FOLDER + "/";

    private static final int MOST_ENTRIES = 20;
    /** Two that are made in one second have two names. */
    private static final int SHA_DIGITS = 8;

    private final OpenVault vault;
    private final ReportArchive archive;

    public Certifying(OpenVault vault) {
        this.vault = vault;
        this.archive = new ReportArchive(vault);
    }

    /**
     * Writes a certificate and returns where it is.
     *
     * @param asked a run of a drill, or a set that a drill has proven: then of the drill that did so last. Throws NO_SUCH_SET,
     *     NO_SUCH_RUN, GATE_FAILED for a drill that was not green or that a person would not sign off, SIGNATURE_INVALID for a
     *     report that nobody signed, SET_CORRUPT where set, report and evidence do not fit, KEY_UNUSABLE without a signing key
     */
    public Issued issue(String asked, String by, Instant now) {
        vault.signer();
        StoredReport.Read<?> read = asked.startsWith("drill/") ? ofRun(asked) : ofSet(asked);
        SignedRecords.Signed<?> signed = read.signed();
        if (signed == null) {
            throw new LifeboatException(SIGNATURE_INVALID, String.valueOf(read.problem()));
        }
        DrillReport report = (DrillReport) read.value();
        RestoreReport restore = report.restore();
        if (!report.proven() || restore == null) {
            throw new LifeboatException(GATE_FAILED, report.runId() + " has not proven " + report.setId());
        }
        if (report.signOff().stream().anyMatch(decision -> decision.verb() == Verb.ABORT)) {
            throw new LifeboatException(
                    GATE_FAILED, report.runId() + " was not signed off: a person refused to, and the report says why");
        }
        AuthenticatedSet set = new SetReader(vault).authenticate(report.setId(), restore.manifestSha256());
        Certificate certificate = certificate(set, report, restore, read, signed.signer(), by, now);
        certificate.files().forEach(this::refuseAnother);
        String sha256 = Digests.sha256(ManifestJson.write(certificate));
        String object = Reports.folder(FOLDER, "certificate/" + vault.vault().runbook() + "/" + report.setId()) + "/"
                + Reports.time(now) + "-" + sha256.substring(0, SHA_DIGITS);
        Reports reports = new Reports(vault.recording());
        // The page first: a certificate without one would look tampered with for ever.
        reports.writePage(object, sha256, () -> CertificatePage.of(certificate));
        reports.write(object, certificate, () -> CertificatePage.of(certificate));
        return issued(object + ".json", certificate, sha256);
    }

    /**
     * A certificate and where it is.
     *
     * @param sha256 of its JSON
     * @param page the HTML beside it
     */
    public record Issued(String object, Certificate certificate, String sha256, String page) {}

    private Issued issued(String object, Certificate certificate, String sha256) {
        SignedRecords records = new SignedRecords(vault);
        String page = new String(ReportArchive.page(records, object, sha256), StandardCharsets.UTF_8);
        return new Issued(object, certificate, sha256, page);
    }

    /** What is not there any more as the drill wrote it must not be vouched for. */
    private void refuseAnother(CertifiedFile file) {
        try {
            if (!Digests.sha256(SetObjects.readSmall(vault.store(), file.object()))
                    .equals(file.sha256())) {
                throw new LifeboatException(SET_CORRUPT, file.object() + " (" + file.what() + ") was changed");
            }
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SET_CORRUPT, file.object() + " (" + file.what() + ") was removed", e);
        }
    }

    private StoredReport.Read<?> ofRun(String run) {
        String runbook = vault.vault().runbook();
        if (!run.startsWith("drill/" + runbook + "/")) {
            throw new LifeboatException(NO_SUCH_RUN, run + " is no drill of " + runbook);
        }
        return archive.ofRun(ReportType.DRILL, run)
                .orElseThrow(() -> new LifeboatException(NO_SUCH_RUN, "there is no report of " + run));
    }

    private StoredReport.Read<?> ofSet(String asked) {
        Selecting selecting = new Selecting(vault);
        AuthenticatedSet set = selecting.authenticate(selecting.chosen(asked));
        String name = set.manifest().set();
        return new Marks(vault)
                .of(name, set.manifestSha256(), set.signer()).stream()
                        .filter(mark -> mark.kind() == MarkKind.PROVEN)
                        .max(Comparator.comparing(Mark::at))
                        .flatMap(mark -> archive.ofRun(ReportType.DRILL, mark.runId()))
                        .orElseThrow(() -> new LifeboatException(
                                NO_SUCH_RUN,
                                "no drill has proven " + name + "; `lifeboat drill --set " + name + "` does"));
    }

    private Certificate certificate(
            AuthenticatedSet set,
            DrillReport report,
            RestoreReport restore,
            StoredReport.Read<?> read,
            String signer,
            String by,
            Instant now) {
        List<CertifiedGate> gates = new ArrayList<>();
        List<CertifiedFile> files = new ArrayList<>();
        files.add(new CertifiedFile("report of the drill", read.stored().object(), read.sha256()));
        for (PhaseReport phase : restore.phases()) {
            for (GateResult gate : phase.gates()) {
                gates.add(new CertifiedGate(
                        phase.phase(),
                        gate.stage().wireName(),
                        gate.total(),
                        gate.failed(),
                        gate.digest(),
                        approvers(phase, gate)));
                files.add(new CertifiedFile(
                        "evidence of " + phase.phase() + ", " + gate.stage().wireName(), gate.object(), gate.digest()));
            }
        }
        List<CertifiedFile> marks = new Marks(vault)
                .signed(set.manifest().set(), set.manifestSha256(), set.signer()).stream()
                        .filter(mark -> mark.mark().kind() == MarkKind.PROVEN
                                || mark.mark().kind() == MarkKind.VERIFIED)
                        .map(mark -> new CertifiedFile(
                                mark.mark().kind() == MarkKind.PROVEN ? "proven" : "verified",
                                mark.object(),
                                mark.sha256()))
                        .toList();
        return new Certificate(
                Certificate.FORMAT,
                vault.vault().runbook(),
                now,
                by,
                set(set),
                drill(report, restore, signer),
                gates,
                files,
                marks,
                log(set, report));
    }

    /** Who asked for another try, or passed the gate over, has approved nothing. */
    private static List<String> approvers(PhaseReport phase, GateResult gate) {
        return approvers(phase.decisions().stream()
                .filter(decision -> decision.evidence().equals(gate.digest()))
                .toList());
    }

    private static List<String> approvers(List<RecordedDecision> decisions) {
        return decisions.stream()
                .filter(decision -> decision.verb() == Verb.APPROVE)
                .map(decision -> decision.by() + (decision.authenticated() ? "" : ", unauthenticated"))
                .distinct()
                .toList();
    }

    private static CertifiedSet set(AuthenticatedSet found) {
        Manifest manifest = found.manifest();
        return new CertifiedSet(
                manifest.set(),
                found.manifestSha256(),
                found.signer(),
                manifest.mode().wireName(),
                manifest.content().describe(),
                manifest.snapshot().takenAt(),
                manifest.sealedAt(),
                manifest.tables().size(),
                manifest.rows(),
                manifest.bytes());
    }

    private static CertifiedDrill drill(DrillReport report, RestoreReport restore, String signer) {
        Objectives objectives = restore.objectives();
        return new CertifiedDrill(
                report.runId(),
                report.startedAt(),
                report.endedAt(),
                restore.startedBy(),
                Objects.requireNonNullElse(report.way(), DrillReport.BY_LIFEBOAT),
                approvers(report.signOff()),
                restore.took(),
                objectives == null ? null : objectives.rto(),
                signer,
                restore.phases().stream()
                        .map(phase -> new CertifiedPhase(
                                phase.phase(),
                                phase.rows(),
                                restore.readyAfter(phase),
                                phase.within(),
                                phase.contentEqual(),
                                phase.notAsked()))
                        .toList());
    }

    private List<CertifiedEntry> log(AuthenticatedSet set, DrillReport report) {
        AuditLog log = new AuditLog(vault.primary(), vault.vault().runbook());
        return log
                .newest(
                        entry -> tells(entry, AuditType.BACKUP_TAKEN, AuditEvents.MANIFEST_SHA256, set.manifestSha256())
                                || tells(entry, AuditType.DRILL_ENDED, "run", report.runId()),
                        set.manifest().snapshot().takenAt(),
                        MOST_ENTRIES)
                .stream()
                .map(entry -> new CertifiedEntry(
                        entry.number(), log.sha256(entry), entry.event().type(), entry.at()))
                .sorted(Comparator.comparingLong(CertifiedEntry::number))
                .toList();
    }

    private static boolean tells(AuditEntry entry, AuditType type, String name, String value) {
        return type.is(entry.event()) && value.equals(entry.event().data().get(name));
    }
}
