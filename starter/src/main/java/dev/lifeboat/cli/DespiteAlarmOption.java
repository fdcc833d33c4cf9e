package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --despite-alarm} of commands that read a set. */
final class DespiteAlarmOption {
    @Option(
            names = "--despite-alarm",
            paramLabel = "REASON",
            description = "use the set although it differs from those before it and nobody has resolved its alarm")
    private @Nullable String reason;

    /** Null: an alarm is a refusal. Throws USAGE for an empty reason. */
    @Nullable
    String reason() {
        if (reason != null && reason.isBlank()) {
            throw new LifeboatException(ErrorCode.USAGE, "--despite-alarm is empty: say why");
        }
        return reason;
    }
}
