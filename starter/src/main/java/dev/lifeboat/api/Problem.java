package dev.lifeboat.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lifeboat.error.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 error.
 *
 * @param type ends in the error's stable name; docs/errors.md has a heading for each
 * @param detail what is wrong and where
 * @param hint what to do about it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String hint) {
    private static final int UNAUTHORISED = 401;
    private static final String TYPE = "urn:lifeboat:error:";

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ErrorCode code, @Nullable String detail) {
        return new Problem(TYPE + code.name(), title(code.name()), statusOf(code), detail, code.hint());
    }

    static Problem of(int status, String title, String detail) {
        // Whoever shows no token may nothing, as a person without the role: the status tells them apart.
        return status == UNAUTHORISED
                ? new Problem(
                        TYPE + ErrorCode.FORBIDDEN.name(),
                        title,
                        status,
                        detail,
                        "send a token: Authorization: Bearer; `lifeboat token create` makes one")
                : new Problem("about:blank", title, status, detail, null);
    }

    private static String title(String name) {
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The HTTP status of an error, from its exit code and category. */
    static int statusOf(ErrorCode code) {
        return switch (code.category()) {
            case OPERATOR ->
                switch (code) {
                    case FORBIDDEN -> 403;
                    case NO_SUCH_SET, NO_SUCH_RUN -> 404;
                    case ALREADY_RUNNING, TARGET_NOT_EMPTY, TARGET_IS_SOURCE, TARGET_CHANGED, DECISION_REJECTED -> 409;
                    default -> 422;
                };
            case INTEGRITY -> 422;
            case ENVIRONMENT -> 503;
            case BUG -> 500;
        };
    }
}
