package dev.lifeboat.certificate;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.audit.AuditLink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a set was restored in a drill and found whole. Everything it speaks of is named by its SHA-256, so that it can be compared
 * with the store; it is signed beside.
 *
 * @param format 1
 * @param files the evidence of each gate and the drill's own report
 * @param marks the signed statements in the store that call the set verified or proven
 * @param log the entries of the log that tell of the set's sealing and of the drill; empty where the log does not know them
 */
public record Certificate(
        int format,
        String runbook,
        Instant madeAt,
        String madeBy,
        CertifiedSet set,
        CertifiedDrill drill,
        List<CertifiedGate> gates,
        List<CertifiedFile> files,
        List<CertifiedFile> marks,
        List<CertifiedEntry> log) {
    /** The only one so far. */
    public static final int FORMAT = 1;

    public Certificate {
        gates = List.copyOf(gates);
        files = List.copyOf(files);
        marks = List.copyOf(marks);
        log = List.copyOf(log);
    }

    /**
     * The set.
     *
     * @param signer the fingerprint of the key that its manifest is signed with
     * @param content what of the database it holds
     */
    public record CertifiedSet(
            String set,
            String manifestSha256,
            String signer,
            String mode,
            String content,
            Instant takenAt,
            Instant sealedAt,
            int tables,
            long rows,
            long bytes) {}

    /**
     * The drill.
     *
     * @param way what it was restored by: Lifeboat, or the set's own script
     * @param signedOffBy who put a name under the drill's report; empty: nobody did
     * @param took what it measured as RTO
     * @param rto the objective at that time; null: the report does not say
     * @param reportSigner the fingerprint of the key that the report is signed with
     */
    public record CertifiedDrill(
            String run,
            Instant startedAt,
            Instant endedAt,
            String startedBy,
            String way,
            List<String> signedOffBy,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Duration took,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration rto,

            String reportSigner,
            List<CertifiedPhase> phases) {
        public CertifiedDrill {
            signedOffBy = List.copyOf(signedOffBy);
            phases = List.copyOf(phases);
        }
    }

    /**
     * A phase of the drill.
     *
     * @param notAsked what of its gate the drill left out; empty in certificates of before
     */
    public record CertifiedPhase(
            String phase,
            long rows,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Duration readyAfter,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration within,

            boolean contentEqual,
            List<String> notAsked) {
        public CertifiedPhase {
            notAsked = notAsked == null ? List.of() : List.copyOf(notAsked);
        }
    }

    /**
     * A gate and the decision over its evidence.
     *
     * @param evidenceSha256 of the file with all its checks
     * @param approvedBy who approved that evidence; empty: nobody did, the gate was green
     */
    public record CertifiedGate(
            String phase, String stage, int checks, int failed, String evidenceSha256, List<String> approvedBy) {
        public CertifiedGate {
            approvedBy = List.copyOf(approvedBy);
        }
    }

    /** An object of the store. */
    public record CertifiedFile(String what, String object, String sha256) {}

    /** An entry of the log. */
    public record CertifiedEntry(long number, String sha256, String type, Instant at) {
        AuditLink link() {
            return new AuditLink(number, sha256);
        }
    }
}
