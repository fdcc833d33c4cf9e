package dev.lifeboat.anomaly;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.SET_ALARMED;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.Neighbours;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.archive.TrustedSigners;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alarms of a store's sets, as their marks say. */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final OpenVault vault;
    private final SetReader reader;
    private final Marks marks;
    private final Neighbours neighbours;

    public Alarms(OpenVault vault) {
        this.vault = vault;
        this.reader = new SetReader(vault);
        this.marks = new Marks(vault);
        this.neighbours = new Neighbours(vault);
    }

    /**
     * An alarm, and what became of it.
     *
     * @param mark has the findings in short; of a set that is not to be believed, when it was written and why
     * @param resolution who looked and why it was resolved; null: nobody has looked yet
     * @param alarm all of it; null: its record is missing or not properly signed
     * @param problem why the set is not to be believed, nor any mark of it; null: it is
     */
    public record Raised(
            Mark mark,
            @Nullable Mark resolution,
            @Nullable Alarm alarm,
            @Nullable String problem) {
        /** Whether nobody has looked yet. */
        public boolean open() {
            return resolution == null;
        }

        /** The findings, as far as they are known. */
        public List<String> words() {
            return alarm == null
                    ? List.of(String.valueOf(mark.detail()))
                    : alarm.findings().stream().map(AnomalyFinding::words).toList();
        }
    }

    /**
     * All alarms of the runbook's sets, the newest first; another runbook's are its own matter. One beside a set that
     * does not authenticate is open: what resolved it cannot be believed either. Throws STORE_UNAVAILABLE,
     * KEY_UNUSABLE, SECRET_MISSING.
     */
    public List<Raised> list() {
        // A key of ours that cannot be opened must not make every set look forged.
        TrustedSigners.of(vault);
        SortedMap<String, Instant> sets = new TreeMap<>();
        for (StoredObject object : vault.store().list(SetObjects.RECORDS)) {
            String set = Marks.setOf(object.name());
            if (set != null && Marks.isOf(MarkKind.ALARMED, object.name())) {
                sets.merge(set, object.modified(), (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        List<Raised> raised = new ArrayList<>();
        sets.forEach((set, at) -> {
            // An alarm is written before its set: one that was never sealed has none.
            if (vault.store().exists(SetObjects.manifestOf(set)) && !neighbours.haveTheAlarmOf(set)) {
                raised.addAll(alarms(set, at));
            }
        });
        raised.sort(Comparator.comparing((Raised alarm) -> alarm.mark().at()).reversed());
        return raised;
    }

    private List<Raised> alarms(String set, Instant at) {
        try {
            return of(set);
        } catch (LifeboatException e) {
            if (e.code() == NO_SUCH_SET) {
                // Removed just now.
                return List.of();
            }
            if (e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            String problem = e.code() + ": " + e.getMessage();
            Mark mark = new Mark(
                    MarkKind.ALARMED, set, "", "", at, "alarmed, and the set is not to be believed: " + problem);
            return List.of(new Raised(mark, null, null, problem));
        }
    }

    /** A set's alarms, the oldest first. Throws what authenticating the set throws. */
    public List<Raised> of(String set) {
        AuthenticatedSet found = reader.authenticate(set);
        List<Mark> all = marks.of(set, found.manifestSha256(), found.signer());
        List<Mark> open = Standing.of(all).alarms();
        return all.stream()
                .filter(mark -> mark.kind() == MarkKind.ALARMED)
                .sorted(Comparator.comparing(Mark::at))
                .map(mark -> new Raised(
                        mark, open.contains(mark) ? null : resolution(mark, all), record(mark, found.signer()), null))
                .toList();
    }

    private static Mark resolution(Mark alarm, List<Mark> all) {
        return all.stream()
                .filter(mark -> mark.kind() == MarkKind.RESOLVED && !mark.at().isBefore(alarm.at()))
                .min(Comparator.comparing(Mark::at))
                .orElseThrow();
    }

    private @Nullable Alarm record(Mark mark, String signer) {
        String object = Alarm.object(mark.set(), mark.manifestSha256());
        try {
            SignedRecords.Signed<Alarm> read = new SignedRecords(vault).read(object, Alarm.class);
            boolean believed = read.trusted() || read.signer().equals(signer);
            return believed && read.value().id().equals(mark.runId()) ? read.value() : null;
        } catch (LifeboatException | NoSuchObjectException e) {
            if (e instanceof LifeboatException known && known.code().category() == ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            LOG.warn("event=alarm-not-read object={} reason={}", object, e.getMessage());
            return null;
        }
    }

    /**
     * Whether a set may be restored from: an alarm that nobody has looked at is a blocker, and a warning where somebody wants it
     * in spite of that. Throws STORE_UNAVAILABLE.
     *
     * @param despite the reason; null: an alarm blocks
     */
    public static void weigh(
            OpenVault vault,
            AuthenticatedSet set,
            @Nullable String despite,
            List<String> blockers,
            List<String> warnings) {
        String name = set.manifest().set();
        for (Mark alarm : Standing.of(new Marks(vault).of(name, set.manifestSha256(), set.signer()))
                .alarms()) {
            String what = name + " is alarmed since " + alarm.at() + ": " + alarm.detail();
            if (despite == null) {
                blockers.add(SET_ALARMED.name() + ": " + what);
            } else {
                warnings.add(what + "; used in spite of that: " + despite);
            }
        }
    }
}
