package dev.lifeboat.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.lifeboat.error.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was found about one thing.
 *
 * @param check what was looked at
 * @param fix what to do; null where nothing has to be done
 * @param code of the error that was met; null: none was, and {@code detail} is our own word
 */
public record Finding(
        String check,
        Level level,
        String detail,
        @Nullable String fix,
        @Nullable String code) {
    /** How bad it is. */
    public enum Level {
        OK,
        WARNING,
        BAD;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As it should be. */
    public static Finding ok(String check, String detail) {
        return new Finding(check, Level.OK, detail, null, null);
    }

    /** Works, and is not as it should be. */
    public static Finding warning(String check, String detail, String fix) {
        return new Finding(check, Level.WARNING, detail, fix, null);
    }

    /** Does not work. */
    public static Finding bad(String check, String detail, String fix) {
        return new Finding(check, Level.BAD, detail, fix, null);
    }

    /** Does not work, since an error was met. */
    public static Finding bad(String check, ErrorCode code, String detail, String fix) {
        return new Finding(check, Level.BAD, detail, fix, code.name());
    }
}
