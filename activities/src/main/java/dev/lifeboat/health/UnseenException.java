package dev.lifeboat.health;

/** Something that a check needs cannot be seen, which another check tells of. */
final class UnseenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnseenException(String message) {
        super(message);
    }
}
