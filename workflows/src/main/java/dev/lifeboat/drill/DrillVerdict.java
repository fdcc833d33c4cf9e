package dev.lifeboat.drill;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import io.temporal.failure.TemporalFailure;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a restore proved, or why it did not. */
final class DrillVerdict {
    private DrillVerdict() {}

    static boolean proven(@Nullable RestoreReport restore) {
        return restore != null
                && restore.outcome() == RestoreOutcome.COMPLETED
                && restore.phases().stream().allMatch(PhaseReport::contentEqual);
    }

    /** Of a restore that came to its end, and proved nothing: a person aborted it, or gates of one by hand were red. */
    static TemporalFailure unproven(String set, @Nullable RestoreReport restore) {
        List<PhaseReport> phases = restore == null ? List.of() : restore.phases();
        String red = phases.stream()
                .map(PhaseReport::redGate)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (red == null && phases.stream().anyMatch(PhaseReport::aborted)) {
            return Failures.toFailure(new LifeboatException(ErrorCode.ABORTED, "the drill of " + set + " was aborted"));
        }
        return Failures.toFailure(new LifeboatException(
                ErrorCode.GATE_FAILED, red == null ? "the drill of " + set + " was not green throughout" : red));
    }
}
