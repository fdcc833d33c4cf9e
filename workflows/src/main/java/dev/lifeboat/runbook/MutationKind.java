package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a drill damages its own copy, to see whether the gates notice. */
public enum MutationKind {
    /** One row in a hundred is gone, at least one. */
    ROWS_DROPPED,
    TABLE_EMPTIED,
    /** Rows stand twice, under new ids where the table gives them, else without the key that forbids it. */
    ROWS_DUPLICATED,
    /** A column's values are those of the neighbours' rows. */
    VALUES_SHIFTED,
    /** A row that others refer to is gone. */
    ORPHANS,
    /** A sequence will give out numbers that are taken. */
    SEQUENCE_SET_BACK,
    INDEX_MISSING,
    /** A primary key or unique constraint. */
    KEY_MISSING,
    FOREIGN_KEY_MISSING,
    CHECK_MISSING,
    NOT_NULL_MISSING,
    DEFAULT_MISSING,
    TRIGGER_MISSING,
    TRIGGER_DISABLED,
    POLICY_MISSING,
    ROW_SECURITY_OFF,
    GRANT_MISSING,
    /** Everybody may read the table. */
    OPENED_TO_ALL,
    VIEW_MISSING,
    FUNCTION_MISSING;

    /** As in the runbook and in reports. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Throws IllegalArgumentException for a name that is none, with those there are. */
    @JsonCreator
    public static MutationKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("mutate: \"" + name
                        + "\" is no kind of damage; there are "
                        + Arrays.stream(values()).map(MutationKind::wireName).collect(Collectors.joining(", "))));
    }

    /** All of them. */
    public static List<MutationKind> all() {
        return List.of(values());
    }

    /** Whether it is rows that are damaged: then the comparison with the set notices, and the question is who else does. */
    public boolean ofRows() {
        return List.of(ROWS_DROPPED, TABLE_EMPTIED, ROWS_DUPLICATED, VALUES_SHIFTED, ORPHANS)
                .contains(this);
    }
}
