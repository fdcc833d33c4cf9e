package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;

/** How much may be lost (RPO) and how long it may take (RTO). */
public record Objectives(
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration rpo,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration rto) {
    /** A day and four hours. */
    public static final Objectives DEFAULT = new Objectives(Duration.ofHours(24), Duration.ofHours(4));

    public Objectives {
        rpo = rpo == null ? Duration.ofHours(24) : Limits.checked("objectives.rpo", rpo);
        rto = rto == null ? Duration.ofHours(4) : Limits.checked("objectives.rto", rto);
    }
}
