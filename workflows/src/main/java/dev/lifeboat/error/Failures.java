package dev.lifeboat.error;

import io.temporal.failure.ApplicationFailure;
import org.jspecify.annotations.Nullable;

/** The one translation between {@link LifeboatException} and Temporal's failures. */
public final class Failures {
    private Failures() {}

    /** What crosses the wire: the code's name as type, the message, and no retry unless the code allows it. */
    public static ApplicationFailure toFailure(LifeboatException exception) {
        String type = exception.code().name();
        return exception.code().retryable()
                ? ApplicationFailure.newFailure(exception.getMessage(), type)
                : ApplicationFailure.newNonRetryableFailure(exception.getMessage(), type);
    }

    /** The innermost Lifeboat error in a chain of causes, or null if there is none. */
    public static @Nullable LifeboatException find(@Nullable Throwable throwable) {
        LifeboatException found = null;
        for (Throwable cause = throwable; cause != null; cause = cause.getCause()) {
            if (cause instanceof LifeboatException lifeboat) {
                found = lifeboat;
            } else if (cause instanceof ApplicationFailure failure) {
                ErrorCode code = codeOf(failure.getType());
                found = code == null ? found : new LifeboatException(code, failure.getOriginalMessage(), failure);
            }
        }
        return found;
    }

    private static @Nullable ErrorCode codeOf(@Nullable String type) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(type)) {
                return code;
            }
        }
        return null;
    }
}
