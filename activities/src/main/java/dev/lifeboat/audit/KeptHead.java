package dev.lifeboat.audit;

import dev.lifeboat.store.ObjectNames;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A head that a person kept outside of every store: a set's manifest, written {@code daily/2026-01-14:SHA256}, or an entry of the
 * log, {@code 17:SHA256}. Backups, drills and examinations print them.
 *
 * @param subject a set, or the number of an entry
 */
public record KeptHead(String subject, String sha256) {
    private static final Pattern TEXT = Pattern.compile("([^:]+):([0-9a-f]{64})");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    /** Reads what {@link #text} wrote; throws IllegalArgumentException. */
    public static KeptHead parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            KeptHead head = new KeptHead(matcher.group(1), matcher.group(2));
            if (head.isEntry() || (ObjectNames.valid(head.subject) && head.subject.indexOf('/') > 0)) {
                return head;
            }
        }
        throw new IllegalArgumentException("\"" + ObjectNames.printable(text)
                + "\" is no head: expected SET:SHA256 or NUMBER:SHA256, as a backup and `audit verify` print them");
    }

    /** As {@code --head} takes it. */
    public String text() {
        return subject + ":" + sha256;
    }

    boolean isEntry() {
        return NUMBER.matcher(subject).matches();
    }

    StatedLink link() {
        return new StatedLink(new AuditLink(Long.parseLong(subject), sha256), "the head that was given");
    }

    StatedSet set() {
        return new StatedSet(subject, sha256, "the head that was given");
    }
}
