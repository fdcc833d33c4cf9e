package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.function.Supplier;

/** Wrong arguments as usage errors. */
final class Usage {
    private Usage() {}

    /** The parsed value; throws USAGE with the parser's reason. */
    static <T> T parse(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
