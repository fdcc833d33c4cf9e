package dev.lifeboat.store;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which names objects may have: what no store, shell or check-sum file reads differently. */
public final class ObjectNames {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_%][A-Za-z0-9._%+=@-]*(/[A-Za-z0-9_%][A-Za-z0-9._%+=@-]*)*");
    private static final int LONGEST = 900;

    private ObjectNames() {}

    /** Whether a name is allowed. No segment is empty or begins with a dot or a hyphen. */
    public static boolean valid(String name) {
        return name.length() <= LONGEST && NAME.matcher(name).matches();
    }

    /** Returns the name; throws SET_CORRUPT if it is not allowed: such a name can only come from a forged manifest. */
    public static String check(String name) {
        if (!valid(name)) {
            throw new LifeboatException(ErrorCode.SET_CORRUPT, "\"" + printable(name) + "\" is not an object's name");
        }
        return name;
    }

    /** Returns what a listing may begin with: nothing, or a folder's name and a slash; throws SET_CORRUPT for anything else. */
    public static String checkFolder(String prefix) {
        if (!prefix.isEmpty()) {
            check(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : "");
        }
        return prefix;
    }

    /** Whether one of the folders that an object lies in, from this position of its name on, is of these. */
    static boolean liesIn(String name, int from, Predicate<String> folders) {
        for (int slash = name.indexOf('/', from); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (folders.test(name.substring(0, slash + 1))) {
                return true;
            }
        }
        return false;
    }

    /** A name as messages may show it: whatever is not printable ASCII is a question mark. */
    public static String printable(String name) {
        return name.replaceAll("[^ -~]", "?");
    }
}
