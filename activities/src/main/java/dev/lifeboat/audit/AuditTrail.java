package dev.lifeboat.audit;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where accesses and decisions are written down: in the log of the primary store, and in the application's tables where the
 * runbook names them. Which of the two methods a caller takes is a decision: what destroys ({@link #record}) is refused when it
 * cannot be written down; what saves ({@link #recordOrWarn}) goes on, loudly. Thread-safe.
 */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    /** For how long one entry speaks for those that would say the same. */
    static final Duration SAME = Duration.ofHours(1);

    private final AuditLog log;
    private final @Nullable ApplicationTables application;

    private AuditTrail(AuditLog log, @Nullable ApplicationTables application) {
        this.log = log;
        this.application = application;
    }

    /** The trail of a runbook. */
    public static AuditTrail of(OpenVault vault, Secrets secrets, Runbook runbook) {
        return of(vault, secrets, runbook.audit());
    }

    /** The trail of a vault's runbook that has these settings. */
    public static AuditTrail of(OpenVault vault, Secrets secrets, Audit audit) {
        return new AuditTrail(
                new AuditLog(vault.primary(), vault.vault().runbook()), ApplicationTables.of(audit, secrets));
    }

    /**
     * Writes the event down and returns where it stands in the log. What the store throws passes: whoever is about to delete must
     * not. A row that the application's table does not take is a warning. A repeat is a second entry: the log says what was
     * tried, too.
     */
    public AuditLink record(AuditEvent event, Instant at) {
        // The store first: what the application's database does or does not do must not cost the entry.
        AuditLink link = log.append(event, at);
        if (application != null) {
            try {
                application.insert(event, at);
            } catch (LifeboatException e) {
                LOG.warn(
                        "event=audit-row-not-written type={} code={} reason={}",
                        event.type(),
                        e.code(),
                        e.getMessage());
            }
        }
        return link;
    }

    /**
     * As {@link #record}, for what must not wait for a log: a restore at night, while the log's store is down. Then the event
     * stands in the worker's own log, as an error. Returns whether it could be written down.
     */
    public boolean recordOrWarn(AuditEvent event, Instant at) {
        try {
            record(event, at);
            return true;
        } catch (LifeboatException e) {
            LOG.error(
                    "event=audit-entry-lost type={} category={} severity={} user=\"{}\" data={} at={} code={} reason={}",
                    event.type(),
                    event.category(),
                    event.severity(),
                    event.user(),
                    event.data(),
                    at,
                    e.code(),
                    e.getMessage());
            return false;
        }
    }

    /**
     * Somebody looks into sets, and changes nothing. The same look of the same person within an hour is one entry: a list in a
     * loop, or a page that reloads itself, would bury everything else. Returns whether it is written down; false is loud in this
     * process's log, and nobody is kept from looking.
     *
     * @param set null: all of them
     */
    public boolean looked(String action, @Nullable String set, String user, Instant at) {
        AuditEvent event = AuditEvents.accessed(action, set, user);
        return recordOnce(event, event::equals, at);
    }

    /** A store was passed over that has the set damaged: one entry an hour for the store, the set and the error's code. */
    boolean passedOver(AuditEvent event, Instant at) {
        return recordOnce(event, other -> AuditEvents.isSameDamage(event, other), at);
    }

    private boolean recordOnce(AuditEvent event, Predicate<AuditEvent> theSame, Instant at) {
        try {
            if (log.says(theSame, at.minus(SAME))) {
                return true;
            }
        } catch (LifeboatException e) {
            // The attempt to write says why.
            LOG.debug("event=audit-log-not-read reason={}", e.getMessage());
        }
        return recordOrWarn(event, at);
    }
}
