package dev.lifeboat.health;

import dev.lifeboat.notice.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it should be. Holds no secret and no row of data.
 *
 * @param id the same as long as it is the same problem, {@code age/daily}: by it people hear of it once
 * @param check which look found it
 * @param matter what it is about: what one look finds new of one matter is told in one message; the id where it stands for itself
 * @param machine on which it was found, where another may be without it; null: it is everywhere
 * @param what is wrong, in a sentence without its end
 * @param impact what that means
 * @param action what to do
 */
public record HealthProblem(
        String id,
        String check,
        String matter,
        @Nullable String machine,
        Severity severity,
        String what,
        String impact,
        String action) {
    public HealthProblem {
        matter = matter == null ? id : matter;
    }

    /** One that stands for itself. */
    public HealthProblem(String id, String check, Severity severity, String what, String impact, String action) {
        this(id, check, id, null, severity, what, impact, action);
    }

    /** The same, found there. */
    public HealthProblem on(@Nullable String name) {
        return new HealthProblem(id, check, matter, name, severity, what, impact, action);
    }
}
