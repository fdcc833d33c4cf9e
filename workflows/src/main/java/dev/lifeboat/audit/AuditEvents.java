package dev.lifeboat.audit;

import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.notice.Notice;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events that Lifeboat writes down, of all types that {@link AuditType} has. */
public final class AuditEvents {
    /** Names of {@link AuditEvent#data()} that {@code audit verify} reads. */
    public static final String SET = "set";

    public static final String MANIFEST_SHA256 = "manifest_sha256";

    public static final String STORE = "store";

    /** The run id in the tombstone, by which entries and marks belong together. */
    public static final String REMOVAL = "removal";

    /** Where something lies in the store. */
    public static final String OBJECT = "object";

    /** Of the bytes of that. */
    public static final String SHA256 = "sha256";

    private static final String CODE = "code";

    private AuditEvents() {}

    /**
     * Somebody looked into sets.
     *
     * @param action {@code list}, {@code show}, {@code download}, {@code restore} and so on
     * @param set null: all of them
     */
    public static AuditEvent accessed(String action, @Nullable String set, String user) {
        String name = set == null ? "" : set;
        int slash = name.indexOf('/');
        return AuditType.BACKUP_ACCESSED.by(
                user,
                action,
                set,
                slash < 0 ? null : name.substring(0, slash),
                slash < 0 ? null : name.substring(slash + 1));
    }

    /** A set was sealed. */
    public static AuditEvent backupTaken(
            String run, String set, String manifestSha256, long rows, long storedBytes, Duration took, String user) {
        return AuditType.BACKUP_TAKEN.by(user, run, set, manifestSha256, rows, storedBytes, took.toSeconds());
    }

    /** No set came of it. */
    public static AuditEvent backupFailed(String run, String mode, String why, Duration took, String user) {
        return AuditType.BACKUP_FAILED.by(user, run, mode, why, took.toSeconds());
    }

    /** A set is whole in one more store. */
    public static AuditEvent setCopied(
            String run, String set, String manifestSha256, String store, long bytes, String user) {
        return AuditType.SET_COPIED.by(user, run, set, manifestSha256, store, bytes);
    }

    /** A store has no copy of a set that it should have. */
    public static AuditEvent copyFailed(String run, String set, String store, String why, String user) {
        return AuditType.SET_COPY_FAILED.by(user, run, set, store, why);
    }

    /**
     * A set is about to be removed from a store, or stays although that was said of it.
     *
     * @param type {@link AuditType#BACKUP_DELETED} or {@link AuditType#BACKUP_KEPT}
     * @param removal the run id in the tombstone
     */
    public static AuditEvent removal(
            AuditType type,
            String run,
            String set,
            String manifestSha256,
            String store,
            String removal,
            String why,
            String user) {
        return type.by(user, run, set, manifestSha256, store, removal, why);
    }

    /** Every byte of a set was read again from a store and found right. */
    public static AuditEvent setVerified(
            String run, String set, String manifestSha256, @Nullable String store, String user) {
        return AuditType.SET_VERIFIED.by(user, run, set, manifestSha256, store);
    }

    /**
     * A set did not stand its verification.
     *
     * @param set as it was asked for, where none could be opened
     * @param store which was read; null: none was chosen yet
     */
    public static AuditEvent setFailed(String run, String set, @Nullable String store, String why, String user) {
        return AuditType.SET_FAILED.by(user, run, set, store, why);
    }

    /**
     * A store gave an object of a set damaged or not at all, and another one gave it.
     *
     * @param store that has the damage
     * @param code of the error, which is that of the first object only
     */
    public static AuditEvent storePassedOver(
            String run, String set, String store, String code, String readFrom, String why) {
        return AuditType.STORE_PASSED_OVER.by("run " + run, run, set, store, code, readFrom, why);
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
     * @param kind restore, repair, rollback, drill or bisect
     */
    public static AuditEvent begun(String kind, String run, String set, String target, String user) {
        return AuditType.parse(kind + "_begun").by(user, run, set, target);
    }

    /** A phase is back, or the run ended there: a person said so, or a drill's gate was red. */
    public static AuditEvent phaseEnded(String run, String phase, String outcome, long rows, String user) {
        return AuditType.PHASE_ENDED.by(user, run, phase, outcome, rows);
    }

    /** A run that brings something back ended as it should, or as a person said. */
    public static AuditEvent ended(String kind, String run, @Nullable String set, String outcome, String user) {
        return AuditType.parse(kind + "_ended").by(user, run, set, outcome);
    }

    /**
     * A drill proved a set.
     *
     * @param store the only one that it read; null: there are several
     */
    public static AuditEvent proven(String run, String set, @Nullable String store, String user) {
        return AuditType.DRILL_ENDED.by(user, run, set, store, "proven");
    }

    /** A run that brings something back failed or was cancelled. */
    public static AuditEvent failed(String kind, String run, @Nullable String set, String why, String user) {
        return AuditType.parse(kind + "_failed").by(user, run, set, why);
    }

    /** A person decided, or had done so in advance. */
    public static AuditEvent decided(RecordedDecision decision, String run, String target) {
        return AuditType.DECISION_MADE.by(
                decision.by(),
                run,
                target,
                decision.phase(),
                decision.stage(),
                decision.verb().wireName(),
                decision.authenticated(),
                decision.reason(),
                decision.evidence());
    }

    /** People were not told over a channel. */
    public static AuditEvent noticeFailed(Notice notice, String channel, String why) {
        return AuditType.NOTICE_FAILED.by(
                "run " + notice.run(), notice.run(), notice.event().wireName(), channel, why);
    }

    /** An auditor was given a certificate. */
    public static AuditEvent certificateIssued(String set, String run, String object, String sha256, String user) {
        return AuditType.CERTIFICATE_ISSUED.by(user, run, set, object, sha256);
    }

    /** Log, sets and heads were compared with each other. */
    public static AuditEvent examined(AuditReport report, String user) {
        return (report.tampered() ? AuditType.AUDIT_BROKEN : AuditType.AUDIT_VERIFIED)
                .by(
                        user,
                        report.entries(),
                        report.sets(),
                        report.findings().size() + report.findingsLeftOut(),
                        report.findings().isEmpty()
                                ? null
                                : report.findings().get(0).describe());
    }

    /** A clean-up of a store came to its end. */
    public static AuditEvent cleanedUp(
            String run, String store, String plan, int deleted, int kept, long storedBytes, String user) {
        return AuditType.BACKUPS_CLEANED_UP.by(user, run, store, plan, deleted, kept, storedBytes);
    }

    /**
     * A set is to stay, or need not any more.
     *
     * @param stores that hold it
     */
    public static AuditEvent pinned(
            boolean pinned, String run, String set, List<String> stores, String reason, String user) {
        return (pinned ? AuditType.BACKUP_PINNED : AuditType.BACKUP_PIN_RELEASED)
                .by(user, run, set, String.join(", ", stores), reason);
    }

    /**
     * Somebody looked at an alarm.
     *
     * @param alarm what it found
     */
    public static AuditEvent alarmResolved(
            String set, @Nullable String alarm, boolean pinsKept, String reason, String user) {
        return AuditType.ALARM_RESOLVED.by(user, set, alarm, pinsKept ? "kept" : "released", reason);
    }

    /**
     * A key lasts longer or shorter from now on.
     *
     * @param until a day, or {@code never}
     */
    public static AuditEvent keyExpirySet(String fingerprint, String until, String user) {
        return AuditType.KEY_EXPIRY_SET.by(user, fingerprint, until);
    }

    /** Somebody is about to take secret keys away. */
    public static AuditEvent keysExported(Collection<String> files, String user) {
        return AuditType.KEYS_EXPORTED.by(user, String.join(" ", files));
    }

    /**
     * A new key takes an old one's place.
     *
     * @param fingerprint of the new key
     */
    public static AuditEvent keyRotated(boolean signing, String fingerprint, String user) {
        return (signing ? AuditType.SIGNING_KEY_ROTATED : AuditType.BACKUP_KEY_ROTATED).by(user, fingerprint);
    }

    /**
     * A new signing key signed for what a former one had signed.
     *
     * @param set null: all of them
     * @param accepted the former keys
     */
    public static AuditEvent setsResigned(
            @Nullable String set, long signed, int failed, Collection<String> accepted, String user) {
        return AuditType.SETS_RESIGNED.by(user, set, signed, failed, String.join(" ", accepted));
    }

    /**
     * Other keys can open objects by now.
     *
     * @param set null: all of them
     */
    public static AuditEvent setsRewrapped(
            @Nullable String set, long objects, int failed, Collection<String> recipients, String user) {
        return AuditType.SETS_REWRAPPED.by(user, set, objects, failed, String.join(" ", recipients));
    }
}
