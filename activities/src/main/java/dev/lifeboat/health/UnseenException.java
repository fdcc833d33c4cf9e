package dev.lifeboat.health;

import java.util.List;

/** Something that a check needs cannot be seen, which another check tells of. */
final class UnseenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<HealthProblem> found;

    UnseenException(String message) {
        this(message, List.of());
    }

    /** @param found what was found nonetheless: those problems there are, and of others nothing is known */
    UnseenException(String message, List<HealthProblem> found) {
        super(message);
        this.found = List.copyOf(found);
    }

    List<HealthProblem> found() {
        return found;
    }
}
