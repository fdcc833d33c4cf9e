package dev.lifeboat.health;

import java.util.List;

/** Something that a check needs cannot be seen, which another check tells of. */
final class UnseenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<HealthProblem> found;
    private final transient List<String> ids;

    UnseenException(String message) {
        this(message, List.of());
    }

    /** @param found what was found nonetheless: those problems there are, and of others nothing is known */
    UnseenException(String message, List<HealthProblem> found) {
        this(message, found, List.of());
    }

    /** @param ids the problems of which nothing is known; empty: all others of the check */
    UnseenException(String message, List<HealthProblem> found, List<String> ids) {
        super(message);
        this.found = List.copyOf(found);
        this.ids = List.copyOf(ids);
    }

    /** What was not seen: the ids of problems, or the whole check. */
    List<String> unseen(String check) {
        return ids.isEmpty() ? List.of(check) : ids;
    }

    List<HealthProblem> found() {
        return found;
    }
}
