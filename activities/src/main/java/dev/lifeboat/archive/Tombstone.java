package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.error.LifeboatException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What remains of a set that was removed on purpose: the detail of its {@link MarkKind#DELETED} mark, {@code previous=SET:SHA
 * storedBytes=N since=T store=NAME: reason}. With it the chain of manifests goes on over the gap, and the cost of the past stays
 * known.
 *
 * @param previous the link that the removed set's own manifest had; null: it was the first, written {@code previous=none}
 * @param storedBytes of its own objects
 * @param since when it was sealed
 * @param store from which it was removed, as the runbook called it; null: a version before this one wrote it
 * @param reason in words, on one line
 */
public record Tombstone(
        @Nullable PreviousSet previous,
        long storedBytes,
        Instant since,
        @Nullable String store,
        String reason) {
    private static final String NONE = "none";
    private static final Pattern TEXT = Pattern.compile("previous=(?:" + NONE
            + "|([^ :]+):([0-9a-f]{64})) storedBytes=([0-9]{1,18}) since=([0-9T:.-]+Z)(?: store=(\\S+))?: (.*)");

    public Tombstone {
        reason = reason.replaceAll("\\s+", " ").strip();
        if (storedBytes < 0) {
            throw new IllegalArgumentException("a set has no fewer than 0 bytes: " + storedBytes);
        }
    }

    /** That of an authenticated set, about to be removed from a store. */
    public static Tombstone of(Manifest manifest, String store, String reason) {
        return new Tombstone(manifest.previous(), manifest.storedBytes(), manifest.sealedAt(), store, reason);
    }

    /** Reads a mark's detail; throws SET_CORRUPT if it is not one of a tombstone. */
    public static Tombstone parse(@Nullable String detail) {
        Matcher matcher = TEXT.matcher(detail == null ? "" : detail);
        if (!matcher.matches()) {
            throw new LifeboatException(SET_CORRUPT, "this mark of a removed set says nothing of it: " + detail);
        }
        try {
            String set = matcher.group(1);
            return new Tombstone(
                    set == null ? null : new PreviousSet(set, matcher.group(2)),
                    Long.parseLong(matcher.group(3)),
                    Instant.parse(matcher.group(4)),
                    matcher.group(5),
                    matcher.group(6));
        } catch (DateTimeException e) {
            throw new LifeboatException(SET_CORRUPT, "this mark of a removed set has no time: " + detail, e);
        }
    }

    /** As it stands in a mark. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "previous=%s storedBytes=%d since=%s%s: %s",
                previous == null ? NONE : previous.set() + ":" + previous.manifestSha256(),
                storedBytes,
                since,
                store == null ? "" : " store=" + store,
                reason);
    }
}
