package dev.lifeboat.health;

import dev.lifeboat.backup.Preflight;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Whether a backup could be taken now: database, its rights, client tools (K3). */
final class SourceCheck implements HealthCheck {
    /** Others tell of these. */
    private static final Set<ErrorCode> OF_OTHERS =
            EnumSet.of(ErrorCode.KEY_UNUSABLE, ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_REFUSED);

    private final Supplier<Preflight.Outlook> outlook;
    private final boolean doctorToo;

    /** @param doctorToo whether the doctor looks as well, and tells of missing tools */
    SourceCheck(Supplier<Preflight.Outlook> outlook, boolean doctorToo) {
        this.outlook = outlook;
        this.doctorToo = doctorToo;
    }

    @Override
    public String name() {
        return "source";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        try {
            for (String warning : outlook.get().warnings()) {
                findings.warning(
                        "source/" + Wording.digest(warning),
                        warning,
                        "a backup is taken nonetheless",
                        "lifeboat doctor");
            }
        } catch (LifeboatException e) {
            if (OF_OTHERS.contains(e.code()) || (doctorToo && e.code() == ErrorCode.TOOL_MISSING)) {
                throw new UnseenException(e.code() + ": " + e.getMessage());
            }
            findings.critical(
                    "source/" + e.code().name(),
                    "no backup could be taken now: " + e.getMessage(),
                    "the next backup will fail",
                    e.code().hint());
        }
        return findings.all();
    }
}
