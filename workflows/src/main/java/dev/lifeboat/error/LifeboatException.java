package dev.lifeboat.error;

import org.jspecify.annotations.Nullable;

/** An error with a code. The message says what is wrong and where; it never holds a secret or a row of data. */
public final class LifeboatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String text;

    public LifeboatException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public LifeboatException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.text = message;
    }

    /** Never null, unlike other exceptions'. */
    @Override
    public String getMessage() {
        return text;
    }

    public ErrorCode code() {
        return code;
    }
}
