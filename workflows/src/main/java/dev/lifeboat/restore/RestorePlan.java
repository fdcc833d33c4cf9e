package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would do; computed without changing anything.
 *
 * @param manifestSha256 pins the manifest for every later activity
 * @param signer fingerprint of who signed the set
 * @param takenAt the snapshot's time: everything later is lost
 * @param preparation how long it takes until the first phase begins; null: no earlier drill tells
 * @param blockers why it cannot be done, one a line; empty: it can
 * @param warnings what a commander should know
 */
public record RestorePlan(
        @JsonProperty("set") @JsonAlias("setId") String setId,
        String manifestSha256,
        String signer,
        Instant takenAt,
        TargetIdentity target,
        List<PhasePlan> phases,
        @Nullable PhaseForecast preparation,
        List<String> blockers,
        List<String> warnings) {
    public RestorePlan {
        phases = List.copyOf(phases);
        blockers = List.copyOf(blockers);
        warnings = List.copyOf(warnings);
    }

    /** The error of a restore that these blockers forbid: the first one's code, everybody's words. */
    public static LifeboatException refusal(List<String> blockers) {
        String first = blockers.get(0);
        for (ErrorCode code : ErrorCode.values()) {
            if (first.startsWith(code.name() + ":")) {
                return new LifeboatException(code, String.join("; ", blockers));
            }
        }
        return new LifeboatException(ErrorCode.TARGET_UNSUITABLE, String.join("; ", blockers));
    }
}
