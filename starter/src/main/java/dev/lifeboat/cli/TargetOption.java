package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Runbook;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --target}. */
final class TargetOption {
    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "a libpq URL, env:NAME or file:PATH (default: the runbook's target)")
    private @Nullable String url;

    /** The wanted target, else the runbook's; throws USAGE if there is neither. */
    String url(Runbook runbook) {
        String wanted = url == null ? runbook.target() : url;
        if (wanted == null) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "no target: --target URL, or target in the runbook, says where to restore");
        }
        return wanted;
    }
}
