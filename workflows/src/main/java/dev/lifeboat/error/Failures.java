package dev.lifeboat.error;

import io.temporal.failure.ApplicationFailure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The one translation between {@link LifeboatException} and Temporal's failures. */
public final class Failures {
    private static final String CODE_ENDS = ": ";

    private Failures() {}

    /** What crosses the wire: the code's name as type, the message, and no retry unless the code allows it. */
    public static ApplicationFailure toFailure(LifeboatException exception) {
        String type = exception.code().name();
        return exception.code().retryable()
                ? ApplicationFailure.newFailure(exception.getMessage(), type)
                : ApplicationFailure.newNonRetryableFailure(exception.getMessage(), type);
    }

    /**
     * What an update's validator throws. Of such a failure the SDK passes the message on and nothing else, so the code stands
     * in it, and {@link #find} takes it out again.
     */
    public static ApplicationFailure toRejection(LifeboatException exception) {
        return ApplicationFailure.newNonRetryableFailure(
                exception.code() + CODE_ENDS + exception.getMessage(),
                exception.code().name());
    }

    /** The innermost Lifeboat error in a chain of causes, or null if there is none. */
    public static @Nullable LifeboatException find(@Nullable Throwable throwable) {
        LifeboatException found = null;
        for (Throwable cause = throwable; cause != null; cause = cause.getCause()) {
            if (cause instanceof LifeboatException lifeboat) {
                found = lifeboat;
            } else if (cause instanceof ApplicationFailure failure) {
                LifeboatException known = known(failure);
                found = known == null ? found : known;
            }
        }
        return found;
    }

    /** What a run failed at, for people: the error with its code, or else where it was. */
    public static String describe(RuntimeException failure, String step) {
        LifeboatException known = find(failure);
        return known == null
                ? "at step \"" + step + "\": " + failure.getClass().getSimpleName()
                : known.code() + ": " + known.getMessage();
    }

    /** What to do about it, for people: the hint of the error, or else where to look. */
    public static String action(RuntimeException failure) {
        LifeboatException known = find(failure);
        return known == null
                ? "look at the run: `lifeboat status`"
                : known.code().hint();
    }

    /**
     * The same failure with something for whoever waits for the run, who {@linkplain #brought finds} it. What is no Lifeboat
     * error, such as a cancellation, stays what it is, and brings nothing.
     */
    public static RuntimeException bringing(RuntimeException failure, Object brought) {
        LifeboatException known = find(failure);
        if (known == null) {
            return failure;
        }
        return ApplicationFailure.newBuilder()
                .setMessage(known.getMessage())
                .setType(known.code().name())
                .setDetails(brought)
                .setCause(failure)
                .setNonRetryable(!known.code().retryable())
                .build();
    }

    /** What the outermost failure brings of those in a chain of causes that bring something; null: none does. */
    public static <T> @Nullable T brought(@Nullable Throwable throwable, Class<T> type) {
        for (Throwable cause = throwable; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApplicationFailure failure
                    && failure.getDetails().getSize() > 0) {
                return failure.getDetails().get(type);
            }
        }
        return null;
    }

    private static @Nullable LifeboatException known(ApplicationFailure failure) {
        String message = Objects.requireNonNullElse(failure.getOriginalMessage(), "");
        ErrorCode code = codeOf(failure.getType());
        int end = message.indexOf(CODE_ENDS);
        ErrorCode rejection = end < 0 ? null : codeOf(message.substring(0, end));
        if (rejection != null && (code == null || code == rejection)) {
            return new LifeboatException(rejection, message.substring(end + CODE_ENDS.length()), failure);
        }
        return code == null ? null : new LifeboatException(code, message, failure);
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
