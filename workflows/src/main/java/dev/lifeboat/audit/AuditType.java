package dev.lifeboat.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an entry of the log can tell of, and in which fields; docs/trust.md has the table. */
public enum AuditType {
    /** Somebody looked into sets. */
    BACKUP_ACCESSED("data_access", "medium", "action set backup_type backup_date"),
    /** A sealed set: what {@code audit verify} compares the store with. */
    BACKUP_TAKEN("backup", "low", "run set manifest_sha256 rows stored_bytes duration_seconds"),
    BACKUP_FAILED("backup", "high", "run mode error duration_seconds"),
    SET_COPIED("backup", "low", "run set manifest_sha256 store stored_bytes"),
    SET_COPY_FAILED("backup", "high", "run set store error"),
    SET_VERIFIED("backup", "low", "run set manifest_sha256 store"),
    SET_FAILED("backup", "critical", "run set store error"),
    /** A store gave an object damaged or not at all, and another one gave it. */
    STORE_PASSED_OVER("backup", "high", "run set store code read_from error"),
    /** The two that tell whether a set was removed from a store on purpose; its tombstone is believed with them only. */
    BACKUP_DELETED("retention", "high", "run set manifest_sha256 store removal reason"),
    BACKUP_KEPT("retention", "high", "run set manifest_sha256 store removal reason"),
    BACKUPS_CLEANED_UP("retention", "medium", "run store plan deleted kept stored_bytes"),
    BACKUP_PINNED("retention", "high", "run set store reason"),
    BACKUP_PIN_RELEASED("retention", "high", "run set store reason"),
    ALARM_RESOLVED("decision", "high", "set alarm pins reason"),
    RESTORE_BEGUN("restore", "high", "run set target"),
    RESTORE_ENDED("restore", "high", "run set outcome"),
    RESTORE_FAILED("restore", "critical", "run set error"),
    REPAIR_BEGUN("restore", "high", "run set target"),
    REPAIR_ENDED("restore", "high", "run set outcome"),
    REPAIR_FAILED("restore", "critical", "run set error"),
    ROLLBACK_BEGUN("restore", "high", "run set target"),
    ROLLBACK_ENDED("restore", "high", "run set outcome"),
    ROLLBACK_FAILED("restore", "critical", "run set error"),
    DRILL_BEGUN("restore", "high", "run set target"),
    DRILL_ENDED("restore", "high", "run set store outcome"),
    DRILL_FAILED("restore", "critical", "run set error"),
    BISECT_BEGUN("restore", "high", "run set target"),
    BISECT_ENDED("restore", "high", "run set outcome"),
    BISECT_FAILED("restore", "critical", "run set error"),
    PHASE_ENDED("restore", "high", "run phase outcome rows"),
    DECISION_MADE("decision", "high", "run target phase stage verb authenticated reason evidence"),
    AUDIT_VERIFIED("audit", "low", "entries sets findings first"),
    AUDIT_BROKEN("audit", "critical", "entries sets findings first"),
    /** A channel did not take a notice; the next one stands in. */
    NOTICE_FAILED("notice", "high", "run notice channel error"),
    CERTIFICATE_ISSUED("audit", "medium", "run set object sha256"),
    KEY_EXPIRY_SET("keys", "medium", "fingerprint until"),
    KEYS_EXPORTED("keys", "high", "files"),
    BACKUP_KEY_ROTATED("keys", "high", "fingerprint"),
    SIGNING_KEY_ROTATED("keys", "high", "fingerprint"),
    SETS_RESIGNED("keys", "high", "set signed failed accepted"),
    SETS_REWRAPPED("keys", "high", "set objects failed recipients");

    private final String category;
    private final String severity;
    private final String fields;

    AuditType(String category, String severity, String fields) {
        this.category = category;
        this.severity = severity;
        this.fields = fields;
    }

    /** As the application's own tables have it. */
    public String category() {
        return category;
    }

    /** Likewise. */
    public String severity() {
        return severity;
    }

    /** Those of {@link AuditEvent#data()} that an entry of this type can have; one name is one thing in all of them. */
    public List<String> fields() {
        return Pattern.compile(" ").splitAsStream(fields).toList();
    }

    /**
     * An entry of this type.
     *
     * @param values of its fields, in their order; null: this one is left out
     */
    AuditEvent by(String user, @Nullable Object... values) {
        List<String> names = fields();
        if (values.length != names.size()) {
            throw new IllegalArgumentException(wireName() + " has the fields " + names);
        }
        SortedMap<String, String> data = new TreeMap<>();
        for (int index = 0; index < values.length; index++) {
            Object value = values[index];
            if (value != null) {
                data.put(names.get(index), value.toString());
            }
        }
        return new AuditEvent(wireName(), category, severity, user, data);
    }

    /** As it stands in the log. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an entry tells of this. */
    public boolean is(AuditEvent event) {
        return wireName().equals(event.type());
    }

    /** Throws IllegalArgumentException with those that there are. */
    public static AuditType parse(String text) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no type of entry; known: "
                        + Arrays.stream(values()).map(AuditType::wireName).collect(Collectors.joining(", "))));
    }
}
