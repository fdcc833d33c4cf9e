package dev.lifeboat.archive;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.MadeSignature;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Marks beside the sets: create-only, signed, one a run and kind. A mark that is not properly signed says nothing. */
public final class Marks {
    private static final Logger LOG = LoggerFactory.getLogger(Marks.class);
    private static final String SUFFIX = ".json";

    private final OpenVault vault;
    private final SignedRecords records;
    private final Clock clock;
    /** Of a set's manifest, asked for only where a stranger's mark was found. */
    private final Map<String, Set<String>> covered = new ConcurrentHashMap<>();

    private final Set<String> unheeded = new ConcurrentSkipListSet<>();

    public Marks(OpenVault vault) {
        this(vault, Clock.systemUTC());
    }

    /** @param clock a stranger's pin from behind its time does not hold */
    public Marks(OpenVault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
        this.records = new SignedRecords(vault);
    }

    /** Writes a mark in the name of the vault's runbook; a repeat by the same run changes nothing. */
    public void add(Mark mark) {
        records.write(
                SetObjects.RECORDS + mark.set() + "/" + file(mark.kind(), mark.runId()),
                mark.by(vault.vault().runbook()));
    }

    private static String file(MarkKind kind, String runId) {
        return kind.prefix()
                + Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 16)
                + SUFFIX;
    }

    /**
     * The set's valid marks, in no particular order. Where a mark is by a key that is not trusted, it counts if a trusted one
     * signed for it later ({@link CounterSignatures}); one that warns counts anyhow if that key was ours once, so that no change
     * of keys makes a bad set look good. A pin counts whoever signed it: a hold must not end with its key, a stranger's keeps a
     * set and does no other harm, and only a trusted key releases it.
     *
     * @param signer of the set, whose marks count where the runbook trusts nobody by name
     */
    public List<Mark> of(String set, String manifestSha256, String signer) {
        return signed(set, manifestSha256, signer).stream()
                .map(SignedMark::mark)
                .toList();
    }

    /** The SHA-256 of each of the marks that {@link #of} returns. */
    public List<String> digests(String set, String manifestSha256, String signer) {
        return signed(set, manifestSha256, signer).stream()
                .map(SignedMark::sha256)
                .toList();
    }

    /** As {@link #of}, with where each lies. */
    public List<SignedMark> signed(String set, String manifestSha256, String signer) {
        List<SignedMark> marks = new ArrayList<>();
        for (StoredObject object : vault.store().list(SetObjects.RECORDS + set + "/")) {
            if (set.equals(setOf(object.name()))) {
                SignedMark read = read(object.name());
                if (read != null && counts(read, set, manifestSha256, signer)) {
                    marks.add(read);
                }
            }
        }
        return marks;
    }

    /**
     * The valid marks of sets that were removed on purpose, by name, one or more a set: what is left of them. One whose removal
     * was called off says nothing. Where the runbook trusts nobody by name, whoever has a key beside the records counts.
     *
     * @param set one; empty: all
     */
    public List<Mark> deleted(String set) {
        List<SignedMark> marks = new ArrayList<>();
        for (String name : ofRemovals(set)) {
            SignedMark read = read(name);
            if (read != null) {
                marks.add(read);
            }
        }
        return tombstones(marks);
    }

    /**
     * The objects that {@link #deleted} reads, for who has many to read.
     *
     * @param set one; empty: all
     */
    public List<String> ofRemovals(String set) {
        List<String> names = new ArrayList<>();
        for (StoredObject object :
                vault.store().list(set.isEmpty() ? SetObjects.RECORDS : SetObjects.RECORDS + set + "/")) {
            String name = object.name();
            if (isOf(MarkKind.DELETED, name) || isOf(MarkKind.KEPT, name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Those of these marks that say that a set was removed, and that no other one takes back. */
    public List<Mark> tombstones(Collection<SignedMark> marks) {
        List<Mark> kept = marks.stream()
                .filter(read -> says(read, MarkKind.KEPT))
                .map(SignedMark::mark)
                .toList();
        return marks.stream()
                .filter(read -> says(read, MarkKind.DELETED))
                .map(SignedMark::mark)
                .filter(mark -> kept.stream().noneMatch(other -> takesBack(other, mark)))
                .toList();
    }

    static boolean takesBack(Mark kept, Mark tombstone) {
        return kept.set().equals(tombstone.set())
                && kept.manifestSha256().equals(tombstone.manifestSha256())
                && kept.runId().equals(tombstone.runId());
    }

    /** Whether a run has made a mark of this kind, of whatever worth. */
    public boolean exists(MarkKind kind, String set, String runId) {
        return vault.store().exists(SetObjects.RECORDS + set + "/" + file(kind, runId));
    }

    /**
     * The valid marks of this kind that a run made, of any set. Where the runbook trusts nobody by name, whoever has a key beside
     * the records counts.
     */
    public List<Mark> ofRun(MarkKind kind, String runId) {
        List<Mark> marks = new ArrayList<>();
        for (StoredObject object : vault.store().list(SetObjects.RECORDS)) {
            SignedMark read = object.name().endsWith("/" + file(kind, runId)) ? read(object.name()) : null;
            if (read != null
                    && read.mark().kind() == kind
                    && read.mark().runId().equals(runId)
                    && mayMark(read, null)) {
                marks.add(read.mark());
            }
        }
        return marks;
    }

    /** Other records of a set lie beside its marks. */
    private static boolean isMark(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.endsWith(SUFFIX)
                && Arrays.stream(MarkKind.values()).anyMatch(kind -> file.startsWith(kind.prefix()));
    }

    /**
     * A mark whose signature holds.
     *
     * @param object where it lies in the store
     * @param sha256 of its bytes
     */
    public record SignedMark(String object, Mark mark, String sha256, MadeSignature signature) {}

    /** The set that an object of this name would be a mark of; null: it is none. */
    public static @Nullable String setOf(String object) {
        int end = object.lastIndexOf('/');
        return object.startsWith(SetObjects.RECORDS) && isMark(object) && end > SetObjects.RECORDS.length()
                ? object.substring(SetObjects.RECORDS.length(), end)
                : null;
    }

    /** Whether an object of this name would be a mark of this kind. */
    public static boolean isOf(MarkKind kind, String object) {
        return setOf(object) != null && object.startsWith(kind.prefix(), object.lastIndexOf('/') + 1);
    }

    /** Reads a mark; null: it is not properly signed, and says nothing. */
    public @Nullable SignedMark read(String object) {
        try {
            SignedRecords.Signed<Mark> read = records.readOfAnybody(object, Mark.class);
            return new SignedMark(object, read.value(), read.sha256(), read.signature());
        } catch (LifeboatException | NoSuchObjectException e) {
            // A store that does not answer must not make a failed set look good.
            if (e instanceof LifeboatException known && !SignedRecords.isOfTheRecord(known)) {
                throw e;
            }
            LOG.warn("event=mark-ignored object={} reason={}", object, e.getMessage());
            return null;
        }
    }

    /**
     * Whether a mark speaks of this very set, and its signer is one who may.
     *
     * @param signer of the set, whose marks count where the runbook trusts nobody by name
     */
    public boolean counts(SignedMark read, String set, String manifestSha256, String signer) {
        Mark mark = read.mark();
        if (!mark.set().equals(set) || !mark.manifestSha256().equals(manifestSha256)) {
            return false;
        }
        boolean may = mayMark(read, signer);
        if (!may && mark.kind().warns()) {
            unheeded.add(set + ": a mark \"" + mark.kind().wireName() + "\" of " + mark.at()
                    + " does not count, it is signed by " + read.signature().signer() + ": " + mark.detail());
        }
        return may;
    }

    /** For people: the warnings that did not count among the marks that were asked for so far, since strangers signed them. */
    public List<String> unheeded() {
        return List.copyOf(unheeded);
    }

    /** Where the runbook trusts nobody by name, anybody may say so. */
    private boolean says(SignedMark read, MarkKind kind) {
        return read.mark().kind() == kind && read.mark().set().equals(setOf(read.object())) && mayMark(read, null);
    }

    /** @param setSigner whose marks count where nobody is known; null: everybody's */
    private boolean mayMark(SignedMark read, @Nullable String setSigner) {
        TrustedSigners signers = records.trustedSigners();
        Mark mark = read.mark();
        String signer = read.signature().signer();
        boolean own = signer.equals(setSigner);
        boolean may;
        try {
            may = signers.trusts(read.signature(), read.object())
                    || setSigner == null
                    || own
                    || mark.kind().warns();
        } catch (LifeboatException stranger) {
            boolean formerly = own || signers.formerly(signer);
            may = holds(mark)
                    || (formerly && mark.kind().warns())
                    || covered(mark).contains(read.sha256());
        }
        if (!may) {
            LOG.warn("event=mark-ignored object={} reason=\"signed by {}\"", read.object(), signer);
        }
        return may;
    }

    /** Nobody could release a pin of the future. */
    private boolean holds(Mark mark) {
        return mark.kind() == MarkKind.PINNED && !mark.at().isAfter(clock.instant());
    }

    private Set<String> covered(Mark mark) {
        return covered.computeIfAbsent(mark.set() + " " + mark.manifestSha256(), key -> new CounterSignatures(vault)
                .recordsOf(mark.set(), mark.manifestSha256()));
    }
}
