package dev.lifeboat.drill;

import dev.lifeboat.archive.Digests;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose a throw-away database or folder is. It stands in the database's comment and in a file of the folder; the name of both is
 * derived from the run, so that a name without its mark can still be held against a run.
 *
 * @param run workflow id and run id, with a slash between them
 * @param madeAt null: an older version made it
 */
record DrillMark(String run, @Nullable Instant madeAt) {
    private static final String PREFIX = "lifeboat_drill_";
    private static final String TEXT = "throw-away database of a Lifeboat drill: ";
    private static final String MADE = ", made ";
    private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f]{16}");

    /** The name of a run's database and folder. */
    static String name(String run) {
        return PREFIX + Digests.sha256(run.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** Whether a drill could be called so. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Null: it is no mark of ours. */
    static @Nullable DrillMark read(@Nullable String text) {
        if (text == null || !text.startsWith(TEXT)) {
            return null;
        }
        String rest = text.substring(TEXT.length()).strip();
        int made = rest.lastIndexOf(MADE);
        if (made < 0) {
            return new DrillMark(rest, null);
        }
        try {
            return new DrillMark(rest.substring(0, made), Instant.parse(rest.substring(made + MADE.length())));
        } catch (DateTimeException e) {
            return new DrillMark(rest, null);
        }
    }

    /** As it is written down. */
    String text() {
        return TEXT + run + (madeAt == null ? "" : MADE + madeAt);
    }

    /** Whether something of this name is the run's. */
    boolean isOf(String name) {
        return name(run).equals(name);
    }
}
