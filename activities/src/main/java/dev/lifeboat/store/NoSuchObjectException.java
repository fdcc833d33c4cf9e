package dev.lifeboat.store;

/** There is no object of this name. Callers decide what that means. */
public final class NoSuchObjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoSuchObjectException(String name) {
        super(name);
    }
}
