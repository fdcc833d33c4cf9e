package dev.lifeboat.anomaly;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.error.LifeboatException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A person's word on the alarms of a set, in every store that holds the set or a pin of its alarms. */
public final class Resolving {
    private final OpenVault vault;
    private final AuditTrail trail;

    public Resolving(OpenVault vault, AuditTrail trail) {
        this.vault = vault;
        this.trail = trail;
    }

    /**
     * What was done.
     *
     * @param stores that hold the set and know by now
     * @param released sets that are no longer pinned by these alarms, sorted
     * @param warnings stores that have to be told again
     */
    public record Resolved(String set, List<String> stores, List<String> released, List<String> warnings) {
        public Resolved {
            stores = List.copyOf(stores);
            released = List.copyOf(released);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Resolves all alarms of a set; may be repeated, for stores that did not answer. Throws USAGE if the set has no alarm,
     * STORE_UNAVAILABLE if no store could be told, and what authenticating the set and writing the decision down throws.
     *
     * @param who looked
     * @param keepPins whether the older sets stay pinned
     */
    public Resolved resolve(String set, String who, String reason, boolean keepPins, Instant now) {
        List<Mark> alarms =
                new Alarms(vault).of(set).stream().map(Alarms.Raised::mark).toList();
        if (alarms.isEmpty()) {
            throw new LifeboatException(USAGE, set + " has no alarm");
        }
        // What lets older sets go is done only when it stands in the log.
        Mark first = alarms.get(0);
        trail.record(AuditEvents.alarmResolved(first.set(), first.detail(), keepPins, reason, who), now);
        // A clock that is behind the backup's must not make the alarm the later word.
        Instant at = alarms.stream()
                .map(Mark::at)
                .filter(now::isBefore)
                .max(Instant::compareTo)
                .orElse(now);
        Mark resolution = new Mark(
                MarkKind.RESOLVED,
                set,
                alarms.get(0).manifestSha256(),
                "resolve/" + set + "/" + now,
                at,
                "by " + who + ": " + reason);
        List<String> told = new ArrayList<>();
        TreeSet<String> released = new TreeSet<>();
        List<String> silent = EachStore.of(vault, (name, one) -> {
            if (one.store().exists(SetObjects.manifestOf(set))) {
                new Marks(one).add(resolution);
                told.add(name);
            }
            if (!keepPins) {
                alarms.forEach(alarm -> released.addAll(release(one, alarm, resolution)));
            }
        });
        if (told.isEmpty()) {
            throw new LifeboatException(
                    STORE_UNAVAILABLE, "no store that holds " + set + " could be told: " + String.join("; ", silent));
        }
        return new Resolved(
                set,
                told,
                List.copyOf(released),
                silent.stream()
                        .map(what -> "not told, resolve again later: " + what)
                        .toList());
    }

    /** Exactly the pins of the alarm: those for another reason stay. */
    private static List<String> release(OpenVault one, Mark alarm, Mark resolution) {
        Marks marks = new Marks(one);
        List<Mark> pins = marks.ofRun(MarkKind.PINNED, alarm.runId());
        pins.forEach(pin -> marks.add(new Mark(
                MarkKind.RELEASED,
                pin.set(),
                pin.manifestSha256(),
                alarm.runId(),
                resolution.at(),
                "the alarm of " + alarm.set() + " was resolved " + resolution.detail())));
        return pins.stream().map(Mark::set).toList();
    }
}
