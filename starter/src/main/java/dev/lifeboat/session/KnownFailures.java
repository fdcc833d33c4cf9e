package dev.lifeboat.session;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/** What an exception says to whoever gave a command or asked the API. */
public final class KnownFailures {
    private KnownFailures() {}

    /** Our own error, or what the engine says: ENGINE_UNAVAILABLE, or USAGE for what it does not take; null: nobody foresaw it. */
    public static @Nullable LifeboatException find(Throwable failure) {
        LifeboatException known = Failures.find(failure);
        return known == null ? ofTheEngine(failure) : known;
    }

    private static @Nullable LifeboatException ofTheEngine(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException || cause instanceof StatusException) {
                return ofTheEngine(Status.fromThrowable(cause), failure);
            }
        }
        return null;
    }

    private static LifeboatException ofTheEngine(Status status, Throwable failure) {
        String said = status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription());
        return switch (status.getCode()) {
            case INVALID_ARGUMENT ->
                new LifeboatException(ErrorCode.USAGE, "the Temporal service does not take this: " + said, failure);
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED ->
                new LifeboatException(
                        ErrorCode.ENGINE_UNAVAILABLE, "the Temporal service does not answer: " + said, failure);
            default ->
                new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, "the Temporal service refuses: " + said, failure);
        };
    }
}
