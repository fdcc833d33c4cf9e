package dev.lifeboat.store.azure;

import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What the SDK's errors mean. They themselves do not go on, neither as text nor as cause: they quote what the server says, and
 * that quotes addresses with signatures in them.
 */
final class AzureFailures {
    private static final Set<String> LOCKED = Set.of("BlobImmutableDueToPolicy", "BlobImmutableDueToLegalHold");
    private static final Set<String> PASSING = Set.of(
            "ContainerBeingDeleted", "ContainerDisabled", "AccountBeingCreated", "OperationTimedOut", "Md5Mismatch");
    /** What credentials get that are good, but not for this. */
    private static final Set<String> NOT_GRANTED = Set.of(
            "AuthorizationPermissionMismatch", "AuthorizationResourceTypeMismatch", "InsufficientAccountPermissions");
    /** Azure refuses what is dated a quarter of an hour off. */
    private static final Duration SKEW = Duration.ofMinutes(15);

    /**
     * How a request ends that brings no answer. The illegal state is the SDK's own: it stumbles when it tries a download again that
     * a busy server has refused.
     */
    private static final List<Class<? extends Throwable>> BROKEN = List.of(
            IOException.class,
            TimeoutException.class,
            InterruptedException.class,
            HttpResponseException.class,
            IllegalStateException.class);

    private final String store;

    /** @param store for people, without credentials */
    AzureFailures(String store) {
        this.store = store;
    }

    /** What to throw when a request about an object or a folder failed; {@code what} continues its name: "cannot be read". */
    RuntimeException of(String name, String what, RuntimeException e) {
        BlobStorageException answer = find(e, BlobStorageException.class);
        if (answer != null) {
            return answered(name, what, answer);
        }
        if (find(e, InterruptedException.class) != null) {
            Thread.currentThread().interrupt();
        }
        Throwable broken = BROKEN.stream()
                .map(type -> find(e, type))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (broken == null) {
            return e;
        }
        return failure(
                STORE_UNAVAILABLE, name, what, "no answer (" + broken.getClass().getSimpleName() + ")");
    }

    /** Whether the name is taken. */
    static boolean isConflict(RuntimeException e) {
        BlobStorageException answer = find(e, BlobStorageException.class);
        return answer != null
                && (answer.getStatusCode() == 412 || BlobErrorCode.BLOB_ALREADY_EXISTS.equals(answer.getErrorCode()));
    }

    /** Whether blocks that were staged are gone: another writer committed the name, or a week has passed. */
    static boolean isLostBlock(RuntimeException e) {
        BlobStorageException answer = find(e, BlobStorageException.class);
        return answer != null && BlobErrorCode.INVALID_BLOCK_LIST.equals(answer.getErrorCode());
    }

    /** Whether a range begins behind the end. */
    static boolean isBehindEnd(RuntimeException e) {
        BlobStorageException answer = find(e, BlobStorageException.class);
        return answer != null && answer.getStatusCode() == 416;
    }

    /** Whether the credentials are good and do not reach as far as this. */
    static boolean isNotGranted(RuntimeException e) {
        BlobStorageException answer = find(e, BlobStorageException.class);
        return answer != null && answer.getStatusCode() == 403 && NOT_GRANTED.contains(code(answer));
    }

    LifeboatException locked(String name, String what, String why) {
        return failure(OBJECT_LOCKED, name, what, why);
    }

    private RuntimeException answered(String name, String what, BlobStorageException e) {
        int status = e.getStatusCode();
        String code = code(e);
        String answer = ("HTTP " + status + " " + code).strip();
        if (LOCKED.contains(code)) {
            return locked(name, what, "an immutability policy or a legal hold protects it");
        }
        if (status == 404) {
            // Only this answer is about the object. Without its container, nothing is known of it.
            return BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())
                    ? new NoSuchObjectException(name)
                    : failure(STORE_REFUSED, name, what, "there is no such container (" + answer + ")");
        }
        if (status == 412) {
            return failure(STORE_UNAVAILABLE, name, what, "it was replaced meanwhile");
        }
        if (BlobErrorCode.BLOB_ARCHIVED.equals(e.getErrorCode())) {
            return failure(
                    STORE_REFUSED, name, what, "it is in the archive tier; rehydrate it first, which takes hours");
        }
        if (status >= 500 || status == 408 || status == 429 || PASSING.contains(code)) {
            return failure(STORE_UNAVAILABLE, name, what, answer);
        }
        return failure(STORE_REFUSED, name, what, answer + skew(e));
    }

    private LifeboatException failure(ErrorCode code, String name, String what, String why) {
        return new LifeboatException(code, (name.isEmpty() ? store : name + " in " + store) + " " + what + ": " + why);
    }

    private static String code(BlobStorageException e) {
        BlobErrorCode code = e.getErrorCode();
        return code == null ? "" : code.toString();
    }

    /** A refusal for a wrong date looks like one for a wrong key. */
    private static String skew(BlobStorageException e) {
        String date = e.getResponse() == null ? null : e.getResponse().getHeaderValue(HttpHeaderName.DATE);
        if (date == null) {
            return "";
        }
        try {
            Instant server = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration off = Duration.between(server, Instant.now()).abs();
            return off.compareTo(SKEW) < 0 ? "" : "; this machine's clock is " + off.toMinutes() + " minutes off";
        } catch (DateTimeException unreadable) {
            return "";
        }
    }

    private static <T extends Throwable> @Nullable T find(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
