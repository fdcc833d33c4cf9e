package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Who approves a phase.
 *
 * @param approvers how many different people
 * @param roles roles that may approve; empty: any
 * @param fourEyes whether the person who started the run is excluded
 * @param remind after how long an undecided gate is reminded of, again and again
 * @param escalate after how long the next contact in the escalation order hears of it
 */
public record Approval(
        Integer approvers,
        List<String> roles,
        @JsonProperty("four-eyes") boolean fourEyes,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration remind,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration escalate) {
    /** One person of any role; reminded after five minutes, escalated after fifteen. */
    public static final Approval DEFAULT =
            new Approval(1, List.of(), false, Duration.ofMinutes(5), Duration.ofMinutes(15));

    /** Whether the starter of a run cannot approve alone, and so not in advance. */
    public boolean needsOthers() {
        return fourEyes || approvers > 1;
    }

    public Approval {
        approvers = approvers == null ? 1 : approvers;
        roles = roles == null ? List.of() : List.copyOf(roles);
        remind = remind == null ? Duration.ofMinutes(5) : remind;
        escalate = escalate == null ? Duration.ofMinutes(15) : escalate;
        if (approvers < 1 || approvers > 10) {
            throw new IllegalArgumentException("approval.approvers: " + approvers + " is not between 1 and 10");
        }
        if (remind.compareTo(Duration.ofSeconds(1)) < 0 || escalate.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("approval: remind and escalate must be at least a second");
        }
    }

    /** The strictest of these phases' approvals: four eyes before many approvers. */
    public static Approval strictest(Stream<Phase> phases) {
        return phases.map(Phase::approval)
                .filter(Objects::nonNull)
                .max(Comparator.comparing(Approval::fourEyes).thenComparing(Approval::approvers))
                .orElse(DEFAULT);
    }
}
