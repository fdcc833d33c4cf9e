package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.audit.AuditEvent;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * Pins a set, or with RELEASED ends its pins, in every store that holds it; the names of those stores. Throws NO_SUCH_SET
     * when none does, or where a clean-up removed the set while it was pinned, what a store that does not answer throws,
     * KEY_UNUSABLE where nothing can be signed, and SET_CORRUPT or SIGNATURE_INVALID for a set that does not authenticate. What
     * was marked by then stays marked: a repeat with the same run is the same pin.
     *
     * @param kind PINNED or RELEASED
     * @param user who wants it
     * @param runId names the pin; a release with it takes back that pin alone, any other all earlier ones
     */
    public List<String> mark(MarkKind kind, String set, String reason, String user, String runId, Instant at) {
        if (kind != MarkKind.PINNED && kind != MarkKind.RELEASED) {
            throw new IllegalArgumentException(kind + " is neither a pin nor its release");
        }
        Map<OpenVault, AuthenticatedSet> holding = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (String store : runbook.store().names()) {
            OpenVault vault = Surveyor.alone(runbook, store, secrets);
            try {
                holding.put(vault, new SetReader(vault).authenticate(set));
                names.add(store);
            } catch (LifeboatException e) {
                if (e.code() != NO_SUCH_SET) {
                    throw e;
                }
            }
        }
        if (holding.isEmpty()) {
            throw new LifeboatException(NO_SUCH_SET, "no store of " + runbook.name() + " holds " + set);
        }
        enter(kind, set, reason, user, runId, at, names);
        Instant counting = afterAll(holding, at);
        holding.forEach((vault, found) ->
                new Marks(vault).add(new Mark(kind, set, found.manifestSha256(), runId, counting, reason)));
        if (kind == MarkKind.PINNED) {
            holding.forEach((vault, found) -> requireThere(vault, set, found));
        }
        return names;
    }

    /** The latest word counts, and another machine's clock may have been ahead. */
    private static Instant afterAll(Map<OpenVault, AuthenticatedSet> holding, Instant at) {
        Instant latest = at;
        for (Map.Entry<OpenVault, AuthenticatedSet> one : holding.entrySet()) {
            AuthenticatedSet found = one.getValue();
            for (Mark mark :
                    new Marks(one.getKey()).of(found.manifest().set(), found.manifestSha256(), found.signer())) {
                latest = mark.at().isBefore(latest) ? latest : mark.at().plusMillis(1);
            }
        }
        return latest;
    }

    /** A clean-up removes the manifest first and asks for pins then: who finds the set behind the pin knows that it was seen. */
    private static void requireThere(OpenVault vault, String set, AuthenticatedSet found) {
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

    private void enter(
            MarkKind kind, String set, String reason, String user, String runId, Instant at, List<String> stores) {
        TreeMap<String, String> data = new TreeMap<>();
        data.put("set", set);
        data.put("stores", String.join(", ", stores));
        data.put("reason", reason);
        data.put("run", runId);
        String type = kind == MarkKind.PINNED ? "backup_pinned" : "backup_pin_released";
        OpenVault primary = Surveyor.alone(runbook, Surveyor.primaryOf(runbook), secrets);
        AuditTrail.of(primary, secrets, runbook).record(new AuditEvent(type, "retention", "high", user, data), at);
    }
}
