package dev.lifeboat.certificate;

import dev.lifeboat.certificate.Certificate.CertifiedDrill;
import dev.lifeboat.certificate.Certificate.CertifiedSet;
import dev.lifeboat.report.Page;
import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import dev.lifeboat.report.Tone;
import dev.lifeboat.report.Words;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate as a page. */
public final class CertificatePage {
    private CertificatePage() {}

    public static Page of(Certificate certificate) {
        CertifiedSet set = certificate.set();
        CertifiedDrill drill = certificate.drill();
        boolean held = drill.rto() == null || drill.took().compareTo(drill.rto()) <= 0;
        return new Page(
                "Recovery certificate: " + certificate.runbook() + ", " + set.set(),
                held ? Tone.GOOD : Tone.WARN,
                held ? "restored, whole, within its objective" : "restored and whole, later than its objective",
                new Page.Facts()
                        .add("System", certificate.runbook())
                        .add("Set", set.set())
                        .add("It holds", set.content() + " (mode " + set.mode() + ")")
                        .add("Data as of", Words.time(set.takenAt()))
                        .add("Sealed", Words.time(set.sealedAt()))
                        .add(
                                "Size",
                                Words.count(set.tables()) + " tables, " + Words.count(set.rows()) + " rows, "
                                        + Words.bytes(set.bytes()))
                        .add("Manifest SHA-256", set.manifestSha256())
                        .add("Set signed by", set.signer())
                        .add("Restored in", drill.run())
                        .add("Restored by", drill.way())
                        .add("Started", Words.time(drill.startedAt()) + " by " + drill.startedBy())
                        .add("Ended", Words.time(drill.endedAt()))
                        .add("Measured RTO", Words.span(drill.took()) + limit(drill.rto()))
                        .add(
                                "Signed off by",
                                drill.signedOffBy().isEmpty() ? "nobody" : String.join(", ", drill.signedOffBy()))
                        .add("Report signed by", drill.reportSigner())
                        .add("Certificate made", Words.time(certificate.madeAt()) + " by " + certificate.madeBy())
                        .all(),
                List.of(
                        new Grid(
                                "Phases",
                                List.of("Phase", "Rows", "Back after", "Budget", "Content"),
                                drill.phases().stream()
                                        .map(phase -> List.of(
                                                Cell.of(phase.phase()),
                                                Cell.of(Words.count(phase.rows())),
                                                Cell.of(Words.span(phase.readyAfter())),
                                                Cell.of(Words.span(phase.within())),
                                                Cell.of(
                                                        phase.contentEqual() ? Tone.GOOD : Tone.BAD,
                                                        phase.contentEqual() ? "equal to the set" : "not equal")))
                                        .toList()),
                        new Grid(
                                "Gates",
                                List.of("Phase", "Stage", "Checks", "Approved by", "Evidence SHA-256"),
                                certificate.gates().stream()
                                        .map(gate -> List.of(
                                                Cell.of(gate.phase()),
                                                Cell.of(gate.stage()),
                                                Cell.of(
                                                        gate.failed() == 0 ? Tone.GOOD : Tone.BAD,
                                                        gate.checks() - gate.failed() + " of " + gate.checks()),
                                                Cell.of(String.join(", ", gate.approvedBy())),
                                                Cell.code(gate.evidenceSha256())))
                                        .toList()),
                        new Notes(
                                "What the gates left out",
                                Tone.PLAIN,
                                drill.phases().stream()
                                        .flatMap(phase ->
                                                phase.notAsked().stream().map(note -> phase.phase() + ": " + note))
                                        .toList()),
                        files("Files in the store", certificate.files()),
                        files("Signed marks in the store", certificate.marks()),
                        new Grid(
                                "Entries of the log",
                                List.of("Number", "Event", "At", "SHA-256"),
                                certificate.log().stream()
                                        .map(entry -> List.of(
                                                Cell.of(Long.toString(entry.number())),
                                                Cell.of(entry.type()),
                                                Cell.of(Words.time(entry.at())),
                                                Cell.code(entry.sha256())))
                                        .toList()),
                        new Notes(
                                "How to check this",
                                Tone.PLAIN,
                                List.of(
                                        "The JSON file of this certificate, and this page, have a detached OpenPGP"
                                                + " signature each: `gpg --import signer.asc`, compare the fingerprint"
                                                + " with the one that the operator published, `gpg --verify FILE.asc FILE`.",
                                        "`sha256sum` of the named files in the store gives the digests above; the"
                                                + " manifest is " + set.set() + "/manifest.json.",
                                        "`lifeboat audit verify` compares all certificates with store and log."))));
    }

    private static String limit(@Nullable Duration rto) {
        return rto == null ? "" : " (objective " + Words.span(rto) + ")";
    }

    private static Grid files(String title, List<Certificate.CertifiedFile> files) {
        return new Grid(
                title,
                List.of("What", "Object", "SHA-256"),
                files.stream()
                        .map(file -> List.of(Cell.of(file.what()), Cell.code(file.object()), Cell.code(file.sha256())))
                        .toList());
    }
}
