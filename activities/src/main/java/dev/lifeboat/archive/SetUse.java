package dev.lifeboat.archive;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note that somebody reads a set, {@code uses/<set>/<reader>.<day>}: a clean-up leaves the set alone as long as the note is
 * younger than {@link #VALID}, by the store's own clock. Who reads on writes a new one each day. Nobody has to remove a note,
 * and readers that die leave nothing that matters: what is older is a leftover.
 *
 * <p>A note is a courtesy to the clean-up and nothing that a restore depends on: where it cannot be written (a disk that may
 * only be read, credentials that may not write) the set is read all the same.
 *
 * @param set that is read
 * @param reader the run that reads it
 * @param at when the note was written
 */
public record SetUse(String set, String reader, Instant at) {
    /** How long a note holds: a restore that waits over a weekend for its next decision finds its set again. */
    public static final Duration VALID = Duration.ofDays(3);

    /** Where the notes are. */
    public static final String FOLDER = "uses/";

    private static final Logger LOG = LoggerFactory.getLogger(SetUse.class);
    private static final int LONGEST_READER = 120;
    private static final int DAY = "2026-11-22".length();

    /** Writes a note for this day, unless there is one; whether it is there. Never throws what a store throws. */
    public static boolean note(OpenVault vault, String set, String reader, Instant now) {
        return note(vault.unlocked().store(), set, reader, now);
    }

    /**
     * Writes it into a store that does not lock: a note holds for days, a lock for a year perhaps.
     *
     * @return whether it is there
     */
    public static boolean note(Store store, String set, String reader, Instant now) {
        String plain = reader.replaceAll("[^A-Za-z0-9_-]", "_");
        String name = FOLDER + set + "/" + plain.substring(0, Math.min(plain.length(), LONGEST_READER)) + "."
                + now.toString().substring(0, DAY);
        try {
            SetObjects.write(store, name, (reader + "\n").getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.OBJECT_EXISTS) {
                return true;
            }
            LOG.warn("event=use-not-noted set={} reason=\"{}\"", set, e.getMessage());
            return false;
        }
    }

    /** Notes that hold at this time, of one set or, with an empty name, of all. Throws STORE_UNAVAILABLE. */
    public static List<SetUse> of(Store store, String set, Instant now) {
        return notes(store.list(set.isEmpty() ? FOLDER : FOLDER + set + "/")).stream()
                .filter(use -> use.until().isAfter(now))
                .toList();
    }

    /** What a listing has of notes, whether they hold or not. */
    public static List<SetUse> notes(List<StoredObject> objects) {
        return objects.stream()
                .filter(object ->
                        object.name().startsWith(FOLDER) && object.name().lastIndexOf('/') > FOLDER.length())
                .map(object -> {
                    int slash = object.name().lastIndexOf('/');
                    return new SetUse(
                            object.name().substring(FOLDER.length(), slash),
                            object.name().substring(slash + 1),
                            object.modified());
                })
                .toList();
    }

    /** When it ends to hold. */
    public Instant until() {
        return at.plus(VALID);
    }

    /** For people. */
    public String describe() {
        return "read by " + reader + ", free from " + until() + " on";
    }
}
