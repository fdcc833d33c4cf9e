package dev.lifeboat.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was found about one thing.
 *
 * @param check what was looked at
 * @param fix what to do; null where nothing has to be done
 */
public record Finding(
        String check, Level level, String detail, @Nullable String fix) {
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

    static Finding ok(String check, String detail) {
        return new Finding(check, Level.OK, detail, null);
    }

    static Finding warning(String check, String detail, String fix) {
        return new Finding(check, Level.WARNING, detail, fix);
    }

    static Finding bad(String check, String detail, String fix) {
        return new Finding(check, Level.BAD, detail, fix);
    }
}
