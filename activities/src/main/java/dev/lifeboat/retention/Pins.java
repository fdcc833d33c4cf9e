package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Legal holds: a pinned set stays whatever its age, in every store that holds it. A pin and its release are signed marks beside
 * the set, and entries of the audit log before that.
 */
public final class Pins {
    private final Runbook runbook;
    private final Secrets secrets;

    public Pins(Runbook runbook, Secrets secrets) {
        this.runbook = runbook;
        this.secrets = secrets;
    }

    /**
     * What was done.
     *
     * @param stores that hold the set and know by now
     * @param failures by store: what keeps one from being told, though it may hold the set
     */
    public record Marked(List<String> stores, SortedMap<String, LifeboatException> failures) {
        public Marked {
            stores = List.copyOf(stores);
            failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
        }
    }

    /**
     * Pins a set, or with RELEASED ends its pins, in every store that holds it and can be told: a damaged or silent one keeps the
     * hold off no other. Throws NO_SUCH_SET when no store holds it, the first failure where none could be told, and what the
     * audit log throws: then nothing was marked. A repeat with the same run is the same pin.
     *
     * <p>Failures are NO_SUCH_SET where a clean-up removed the set while it was pinned, what a store that does not answer throws,
     * KEY_UNUSABLE where nothing can be signed, and SET_CORRUPT or SIGNATURE_INVALID for a set that does not authenticate.
     *
     * @param kind PINNED or RELEASED
     * @param user who wants it
     * @param runId names the pin; a release with it takes back that pin alone, any other all earlier ones
     */
    public Marked mark(MarkKind kind, String set, String reason, String user, String runId, Instant at) {
        if (kind != MarkKind.PINNED && kind != MarkKind.RELEASED) {
            throw new IllegalArgumentException(kind + " is neither a pin nor its release");
        }
        SortedMap<String, LifeboatException> failures = new TreeMap<>();
        Map<String, Held> holding = holding(set, failures);
        if (holding.isEmpty()) {
            throw failures.isEmpty()
                    ? new LifeboatException(NO_SUCH_SET, "no store of " + runbook.name() + " holds " + set)
                    : failures.get(failures.firstKey());
        }
        enter(kind, set, reason, user, runId, at, List.copyOf(holding.keySet()));
        List<String> told = new ArrayList<>();
        holding.forEach((store, held) -> {
            try {
                held.mark(kind, reason, runId, at);
                told.add(store);
            } catch (LifeboatException e) {
                failures.put(store, e);
            }
        });
        if (told.isEmpty()) {
            throw failures.get(failures.firstKey());
        }
        return new Marked(told, failures);
    }

    /** The stores that hold the set, in their order. */
    private Map<String, Held> holding(String set, SortedMap<String, LifeboatException> failures) {
        Map<String, Held> holding = new LinkedHashMap<>();
        for (String store : runbook.store().names()) {
            try {
                OpenVault vault = Surveyor.alone(runbook, store, secrets);
                holding.put(store, new Held(vault, new SetReader(vault).authenticate(set)));
            } catch (LifeboatException e) {
                if (e.code() != NO_SUCH_SET) {
                    failures.put(store, e);
                }
            }
        }
        return holding;
    }

    /** A set in one store. */
    private record Held(OpenVault vault, AuthenticatedSet found) {
        void mark(MarkKind kind, String reason, String runId, Instant at) {
            String set = found.manifest().set();
            new Marks(vault).add(new Mark(kind, set, found.manifestSha256(), runId, afterAll(at), reason));
            if (kind == MarkKind.PINNED) {
                requireThere(set);
            }
        }

        /** The latest word counts, and another machine's clock may have been ahead. */
        private Instant afterAll(Instant at) {
            Instant latest = at;
            for (Mark mark : new Marks(vault).of(found.manifest().set(), found.manifestSha256(), found.signer())) {
                latest = mark.at().isBefore(latest) ? latest : mark.at().plusMillis(1);
            }
            return latest;
        }

        /**
         * A clean-up removes the manifest first and asks for pins then: who finds the set behind the pin knows that it was seen.
         */
        private void requireThere(String set) {
            try {
                new SetReader(vault).authenticate(set, found.manifestSha256());
            } catch (LifeboatException e) {
                if (e.code() != NO_SUCH_SET) {
                    throw e;
                }
                throw new LifeboatException(
                        NO_SUCH_SET,
                        set + " is being removed from " + vault.store().describe()
                                + " by a clean-up, and the pin may have come too late: look whether it is still there, and"
                                + " pin it again",
                        e);
            }
        }
    }

    private void enter(
            MarkKind kind, String set, String reason, String user, String runId, Instant at, List<String> stores) {
        OpenVault primary = Surveyor.alone(runbook, Surveyor.primaryOf(runbook), secrets);
        AuditTrail.of(primary, secrets, runbook)
                .record(AuditEvents.pinned(kind == MarkKind.PINNED, runId, set, stores, reason, user), at);
    }
}
