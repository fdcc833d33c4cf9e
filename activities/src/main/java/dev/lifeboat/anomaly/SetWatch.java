package dev.lifeboat.anomaly;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Anomalies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each set while it is sealed. An alarm is written before the signature, so that nobody ever sees the set
 * without it, and nobody can publish it without; the older sets are pinned behind it, so that one that is never sealed
 * pins nothing. Every step may be repeated. What fails here fails the sealing, which is tried again: a set that nobody
 * could compare is not called good.
 */
public final class SetWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SetWatch.class);

    private final OpenVault vault;
    private final OpenVault stores;
    private final Anomalies limits;
    private final SetReader reader;
    private final SignedRecords records;
    private final Marks marks;

    /**
     * @param vault where the set is written
     * @param stores all of the runbook's
     */
    public SetWatch(OpenVault vault, OpenVault stores, Anomalies limits) {
        this.vault = vault;
        this.stores = stores;
        this.limits = limits;
        this.reader = new SetReader(vault);
        this.records = new SignedRecords(vault);
        this.marks = new Marks(vault);
    }

    /**
     * Compares a set whose manifest is about to be signed, and writes the alarm if there is a reason.
     *
     * @param sets all sets of the store, the newest first
     */
    public void beforeItIsSigned(AuthenticatedSet set, List<SetSummary> sets) {
        Alarm found = compare(set, sets);
        String object = Alarm.object(found.set(), found.manifestSha256());
        if (found.findings().isEmpty() && !vault.store().exists(object)) {
            return;
        }
        records.write(object, found);
        // Of several tries the first is believed: it may have seen what has changed since.
        Alarm alarm = records.read(object, Alarm.class).value();
        marks.add(new Mark(
                MarkKind.ALARMED, alarm.set(), alarm.manifestSha256(), alarm.id(), alarm.at(), alarm.inShort()));
        LOG.warn(
                "event=set-alarmed set={} findings={}",
                alarm.set(),
                alarm.findings().size());
    }

    /**
     * Pins the older sets behind the alarm of a set that is sealed, in every store that holds them. Returns the findings in words,
     * and the copies that did not answer; nothing where there is no alarm.
     */
    public List<String> whenSealed(AuthenticatedSet set) {
        String object = Alarm.object(set.manifest().set(), set.manifestSha256());
        if (!vault.store().exists(object)) {
            return List.of();
        }
        Alarm alarm = records.read(object, Alarm.class).value();
        // A copy that is down must not cost the backup; the store that is written to must have the pins.
        pin(alarm, vault);
        List<String> words = new ArrayList<>(alarm.words());
        String written = String.valueOf(vault.vault().store().primary().name());
        EachStore.of(stores, (name, one) -> {
                    if (!name.equals(written)) {
                        pin(alarm, one);
                    }
                })
                .forEach(silent -> words.add("older sets are not pinned in " + silent));
        return words;
    }

    private static void pin(Alarm alarm, OpenVault one) {
        Marks marks = new Marks(one);
        for (Alarm.ComparedSet older : alarm.comparedWith()) {
            if (one.store().exists(SetObjects.manifestOf(older.set()))) {
                marks.add(new Mark(
                        MarkKind.PINNED,
                        older.set(),
                        older.manifestSha256(),
                        alarm.id(),
                        alarm.at(),
                        "pinned by the alarm of " + alarm.set()));
            }
        }
    }

    /** Two manifests are held at a time: one of a hundred thousand parts takes 40 MB. */
    private Alarm compare(AuthenticatedSet set, List<SetSummary> sets) {
        Deque<SetFigures> figures = new ArrayDeque<>();
        List<Alarm.ComparedSet> compared = new ArrayList<>();
        Manifest newer = set.manifest();
        for (SetSummary summary : sets) {
            if (compared.size() == Objects.requireNonNull(limits.sets())) {
                break;
            }
            AuthenticatedSet older = alike(summary, set.manifest());
            if (older != null) {
                figures.addFirst(SetFigures.of(newer, older.manifest()));
                compared.add(new Alarm.ComparedSet(summary.set(), summary.manifestSha256()));
                newer = older.manifest();
            }
        }
        figures.addFirst(SetFigures.of(newer, null));
        SetFigures now = figures.removeLast();
        return Alarm.of(set, new AnomalyWatch(limits).look(now, List.copyOf(figures)), compared);
    }

    /** The set, if it is a good one that holds the same of the same system; null: it is not. */
    private @Nullable AuthenticatedSet alike(SetSummary summary, Manifest manifest) {
        if (summary.state() == SetState.FAILED
                || summary.set().equals(manifest.set())
                || !summary.mode().equals(manifest.mode().wireName())) {
            return null;
        }
        try {
            AuthenticatedSet found = reader.authenticate(summary.set(), summary.manifestSha256());
            Standing standing = Standing.in(
                    vault.vault().soleStore(), marks.of(summary.set(), found.manifestSha256(), found.signer()));
            boolean good = standing.alarms().isEmpty() && standing.state() != SetState.FAILED;
            boolean same = found.manifest().content().equals(manifest.content())
                    && found.manifest().runbook().equals(manifest.runbook());
            return good && same ? found : null;
        } catch (LifeboatException e) {
            // A set that was changed or removed just now is no measure; a store that does not answer says nothing.
            if (e.code().category() == ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            LOG.warn("event=set-not-compared set={} reason={}", summary.set(), e.getMessage());
            return null;
        }
    }
}
