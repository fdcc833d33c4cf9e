package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in a store: one create-only object an entry, each with the SHA-256 of the one before. Of two writers that race for a
 * number the store takes one, and the other goes on behind it; neither needs the right to delete. Thread-safe.
 */
public final class AuditLog {
    /** Entries a folder: what finding the end lists at most. */
    private static final int FOLDER_SIZE = 1000;

    private static final Pattern NAME = Pattern.compile("[0-9]{7}/([0-9]{10})\\.json");

    /** Every lost race is another writer's entry: so many at once are no race any more. */
    private static final int MOST_RACES = 10_000;

    /** Entries that are read side by side, at first and at most. */
    private static final int FEWEST_READ = 16;

    private static final int MOST_READ = 256;

    /** How far back a look is searched for: each costs a read. */
    private static final int MOST_LOOKED_AT = 50;

    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final Store store;
    private final String root;

    public AuditLog(Store store, String runbook) {
        this.store = store;
        this.root = "audit/log/" + runbook + "/";
    }

    /** Writes the next entry and returns where it stands. Throws STORE_UNAVAILABLE and what else the store throws. */
    public AuditLink append(AuditEvent event, Instant at) {
        AuditLink last = end();
        for (int races = 0; races < MOST_RACES; races++) {
            AuditEntry entry = new AuditEntry(last.number() + 1, last.sha256(), at, event);
            byte[] json = ManifestJson.write(entry);
            try {
                SetObjects.write(store, name(entry.number()), json);
                return new AuditLink(entry.number(), Digests.sha256(json));
            } catch (LifeboatException e) {
                if (e.code() != OBJECT_EXISTS) {
                    throw e;
                }
                last = link(entry.number());
            }
        }
        throw new LifeboatException(STORE_UNAVAILABLE, root + " is written to by too many at once");
    }

    /**
     * Its newest entry, found by doubling: a look for each power of two of its folders, and one folder listed. Where entries were
     * removed it may stop before the gap; the entry that is then written into it is what gives the removal away.
     */
    public AuditLink end() {
        if (!store.exists(name(1))) {
            // Nothing, or the first entry was removed: then the listing of its folder tells.
            return newestOf(0);
        }
        long folder = 0;
        long step = 1;
        while (store.exists(firstOf(folder + step))) {
            folder += step;
            step *= 2;
        }
        for (long smaller = step / 2; smaller > 0; smaller /= 2) {
            if (store.exists(firstOf(folder + smaller))) {
                folder += smaller;
            }
        }
        return newestOf(folder);
    }

    /**
     * Its newest entries that a caller wants, newest first; one that is missing or cannot be read is left out: {@code audit
     * verify} names those. Reads backwards, and stops at an entry that is older than {@code since} by a day: clocks differ.
     *
     * @param since null: from its beginning
     */
    public List<AuditEntry> newest(Predicate<AuditEntry> wanted, @Nullable Instant since, int most) {
        List<AuditEntry> found = new ArrayList<>();
        long last = end().number();
        // More each time: who wants a few waits for few reads, and who wants many for few rounds of them.
        for (int atOnce = FEWEST_READ; last > 0 && found.size() < most; atOnce = Math.min(2 * atOnce, MOST_READ)) {
            long first = Math.max(1, last - atOnce + 1);
            for (AuditEntry entry : downwards(last, first)) {
                if (since != null && entry.at().isBefore(since.minus(CLOCKS_DIFFER))) {
                    return found;
                }
                if (found.size() < most && (since == null || !entry.at().isBefore(since)) && wanted.test(entry)) {
                    found.add(entry);
                }
            }
            last = first - 1;
        }
        return found;
    }

    /** Those of these entries that can be read. */
    private List<AuditEntry> downwards(long last, long first) {
        List<Long> numbers = LongStream.rangeClosed(first, last)
                .map(number -> first + last - number)
                .boxed()
                .toList();
        return SideBySideReads.of(numbers, number -> Optional.ofNullable(readable(number)), () -> {}).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Whether one of the last few entries says the same and is not older: what is asked before something is written down that was
     * written down already. An entry that cannot be read does not count.
     */
    boolean says(Predicate<AuditEvent> theSame, Instant since) {
        long last = end().number();
        for (long number = last; number > Math.max(0, last - MOST_LOOKED_AT); number--) {
            AuditEntry entry = readable(number);
            if (entry != null && entry.at().isBefore(since)) {
                return false;
            }
            if (entry != null && theSame.test(entry.event())) {
                return true;
            }
        }
        return false;
    }

    private @Nullable AuditEntry readable(long number) {
        try {
            return ManifestJson.read(read(name(number)), AuditEntry.class, name(number));
        } catch (NoSuchObjectException e) {
            LOG.warn("event=audit-entry-missing number={}", number);
            return null;
        } catch (LifeboatException e) {
            if (e.code() != SET_CORRUPT) {
                throw e;
            }
            LOG.warn("event=audit-entry-unreadable number={}", number);
            return null;
        }
    }

    /** Whether an entry is still the one that somebody named. */
    public boolean holds(AuditLink link) {
        try {
            return link.number() == 0
                    || Digests.sha256(read(name(link.number()))).equals(link.sha256());
        } catch (NoSuchObjectException e) {
            return false;
        }
    }

    /** The SHA-256 of an entry that was read; throws STORE_UNAVAILABLE if it is gone meanwhile. */
    public String sha256(AuditEntry entry) {
        return link(entry.number()).sha256();
    }

    /** Names and sizes of all its objects, also of what does not belong there, sorted by name. */
    public List<StoredObject> objects() {
        return store.list(root);
    }

    /** The number in an entry's name; 0: that is not the name of an entry. */
    public long numberOf(String name) {
        Matcher matcher = NAME.matcher(name.startsWith(root) ? name.substring(root.length()) : "");
        long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        return number > 0 && name(number).equals(name) ? number : 0;
    }

    /** The object's bytes; throws NoSuchObjectException. */
    public byte[] read(String name) {
        return SetObjects.readSmall(store, name);
    }

    private AuditLink newestOf(long folder) {
        List<StoredObject> entries = store.list(root + folderName(folder) + "/");
        for (int index = entries.size() - 1; index >= 0; index--) {
            long number = numberOf(entries.get(index).name());
            if (number > 0) {
                return link(number);
            }
        }
        return AuditLink.START;
    }

    private AuditLink link(long number) {
        try {
            return new AuditLink(number, Digests.sha256(read(name(number))));
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, name(number) + " was there, and is gone", e);
        }
    }

    private String firstOf(long folder) {
        return name(folder * FOLDER_SIZE + 1);
    }

    private String name(long number) {
        return String.format(Locale.ROOT, "%s%s/%010d.json", root, folderName((number - 1) / FOLDER_SIZE), number);
    }

    private static String folderName(long folder) {
        return String.format(Locale.ROOT, "%07d", folder);
    }
}
