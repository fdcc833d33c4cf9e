package dev.lifeboat.audit;

import dev.lifeboat.decision.RecordedDecision;
import java.time.Duration;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events that Lifeboat writes down: one place for their names. */
public final class AuditEvents {
    /** A sealed set: what {@code audit verify} compares the store with. */
    public static final String BACKUP_TAKEN = "backup_taken";

    /** The two that tell whether a set was removed from a store on purpose; its tombstone is believed with them only. */
    public static final String BACKUP_DELETED = "backup_deleted";

    public static final String BACKUP_KEPT = "backup_kept";

    /** Names of {@link AuditEvent#data()} that {@code audit verify} reads. */
    public static final String SET = "set";

    public static final String MANIFEST_SHA256 = "manifest_sha256";

    public static final String STORE = "store";

    /** The run id in the tombstone, by which entries and marks belong together. */
    public static final String REMOVAL = "removal";

    private static final String CODE = "code";

    private static final String LOW = "low";
    private static final String MEDIUM = "medium";
    private static final String HIGH = "high";
    private static final String CRITICAL = "critical";

    private AuditEvents() {}

    /** Any event; pairs of names and values, of which those without a value are left out. */
    public static AuditEvent event(
            String type, String category, String severity, String user, @Nullable String... pairs) {
        SortedMap<String, String> data = new TreeMap<>();
        for (int index = 0; index + 1 < pairs.length; index += 2) {
            String name = pairs[index];
            String value = pairs[index + 1];
            if (name != null && value != null) {
                data.put(name, value);
            }
        }
        return new AuditEvent(type, category, severity, user, data);
    }

    /**
     * Somebody looked into sets.
     *
     * @param action {@code list}, {@code show}, {@code download}, {@code restore} and so on
     * @param set null: all of them
     */
    public static AuditEvent accessed(String action, @Nullable String set, String user) {
        String name = set == null ? "" : set;
        int slash = name.indexOf('/');
        return event(
                "backup_accessed",
                "data_access",
                MEDIUM,
                user,
                "action",
                action,
                SET,
                set,
                "backup_type",
                slash < 0 ? null : name.substring(0, slash),
                "backup_date",
                slash < 0 ? null : name.substring(slash + 1));
    }

    /** A set was sealed. */
    public static AuditEvent backupTaken(
            String run, String set, String manifestSha256, long rows, long storedBytes, Duration took, String user) {
        return event(
                BACKUP_TAKEN,
                "backup",
                LOW,
                user,
                "run",
                run,
                SET,
                set,
                MANIFEST_SHA256,
                manifestSha256,
                "rows",
                String.valueOf(rows),
                "stored_bytes",
                String.valueOf(storedBytes),
                "duration_seconds",
                String.valueOf(took.toSeconds()));
    }

    /** No set came of it. */
    public static AuditEvent backupFailed(String run, String mode, String why, Duration took, String user) {
        return event(
                "backup_failed",
                "backup",
                HIGH,
                user,
                "run",
                run,
                "mode",
                mode,
                "error",
                why,
                "duration_seconds",
                String.valueOf(took.toSeconds()));
    }

    /** A set is whole in one more store. */
    public static AuditEvent setCopied(
            String run, String set, String manifestSha256, String store, long bytes, String user) {
        return event(
                "set_copied",
                "backup",
                LOW,
                user,
                "run",
                run,
                SET,
                set,
                MANIFEST_SHA256,
                manifestSha256,
                "store",
                store,
                "stored_bytes",
                String.valueOf(bytes));
    }

    /** A store has no copy of a set that it should have. */
    public static AuditEvent copyFailed(String run, String set, String store, String why, String user) {
        return event("set_copy_failed", "backup", HIGH, user, "run", run, SET, set, "store", store, "error", why);
    }

    /**
     * A set is about to be removed from a store, or stays although that was said of it.
     *
     * @param type {@link #BACKUP_DELETED} or {@link #BACKUP_KEPT}
     * @param removal the run id in the tombstone
     */
    public static AuditEvent removal(
            String type,
            String run,
            String set,
            String manifestSha256,
            String store,
            String removal,
            String why,
            String user) {
        return event(
                type,
                "retention",
                HIGH,
                user,
                "run",
                run,
                SET,
                set,
                MANIFEST_SHA256,
                manifestSha256,
                STORE,
                store,
                REMOVAL,
                removal,
                "reason",
                why);
    }

    /** Every byte of a set was read again from a store and found right. */
    public static AuditEvent setVerified(
            String run, String set, String manifestSha256, @Nullable String store, String user) {
        return event(
                "set_verified",
                "backup",
                LOW,
                user,
                "run",
                run,
                SET,
                set,
                MANIFEST_SHA256,
                manifestSha256,
                STORE,
                store);
    }

    /**
     * A set did not stand its verification.
     *
     * @param set as it was asked for, where none could be opened
     * @param store which was read; null: none was chosen yet
     */
    public static AuditEvent setFailed(String run, String set, @Nullable String store, String why, String user) {
        return event("set_failed", "backup", CRITICAL, user, "run", run, SET, set, STORE, store, "error", why);
    }

    /**
     * A store gave an object of a set damaged or not at all, and another one gave it.
     *
     * @param store that has the damage
     * @param code of the error, which is that of the first object only
     */
    public static AuditEvent storePassedOver(
            String run, String set, String store, String code, String readFrom, String why) {
        return event(
                "store_passed_over",
                "backup",
                HIGH,
                "run " + run,
                "run",
                run,
                SET,
                set,
                STORE,
                store,
                CODE,
                code,
                "read_from",
                readFrom,
                "error",
                why);
    }

    /** Whether both say the same of a store: that it was passed over for this set and this error. */
    public static boolean isSameDamage(AuditEvent one, AuditEvent other) {
        return one.type().equals(other.type())
                && Stream.of(SET, STORE, CODE)
                        .allMatch(name -> Objects.equals(
                                one.data().get(name), other.data().get(name)));
    }

    /**
     * A run that brings something back begins.
     *
     * @param kind restore, repair, rollback or drill
     */
    public static AuditEvent begun(String kind, String run, String set, String target, String user) {
        return event(kind + "_begun", "restore", HIGH, user, "run", run, SET, set, "target", target);
    }

    /** A phase is back, or a person ended the run there. */
    public static AuditEvent phaseEnded(String run, String phase, String outcome, long rows, String user) {
        return event(
                "phase_ended",
                "restore",
                HIGH,
                user,
                "run",
                run,
                "phase",
                phase,
                "outcome",
                outcome,
                "rows",
                String.valueOf(rows));
    }

    /** A run that brings something back ended as it should, or as a person said. */
    public static AuditEvent ended(String kind, String run, @Nullable String set, String outcome, String user) {
        return event(kind + "_ended", "restore", HIGH, user, "run", run, SET, set, "outcome", outcome);
    }

    /**
     * A drill proved a set.
     *
     * @param store the only one that it read; null: there are several
     */
    public static AuditEvent proven(String run, String set, @Nullable String store, String user) {
        return event("drill_ended", "restore", HIGH, user, "run", run, SET, set, STORE, store, "outcome", "proven");
    }

    /** A run that brings something back failed or was cancelled. */
    public static AuditEvent failed(String kind, String run, @Nullable String set, String why, String user) {
        return event(kind + "_failed", "restore", CRITICAL, user, "run", run, SET, set, "error", why);
    }

    /** A person decided, or had done so in advance. */
    public static AuditEvent decided(RecordedDecision decision, String run, String target) {
        return event(
                "decision_made",
                "decision",
                HIGH,
                decision.by(),
                "run",
                run,
                "target",
                target,
                "phase",
                decision.phase(),
                "stage",
                decision.stage(),
                "verb",
                decision.verb().wireName(),
                "authenticated",
                String.valueOf(decision.authenticated()),
                "reason",
                decision.reason(),
                "evidence",
                decision.evidence());
    }

    /** Log, sets and heads were compared with each other. */
    public static AuditEvent examined(AuditReport report, String user) {
        return event(
                report.tampered() ? "audit_broken" : "audit_verified",
                "audit",
                report.tampered() ? CRITICAL : LOW,
                user,
                "entries",
                String.valueOf(report.entries()),
                "sets",
                String.valueOf(report.sets()),
                "findings",
                String.valueOf(report.findings().size() + report.findingsLeftOut()),
                "first",
                report.findings().isEmpty() ? null : report.findings().get(0).describe());
    }
}
