package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.AUDIT_BROKEN;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Whether a log is what was written: lists in, findings out. Within it each entry vouches for the one before; for its end, signed
 * heads do.
 */
final class LogCheck {
    private final List<AuditFinding> findings = new ArrayList<>();
    private final TreeMap<Long, LoggedEntry> entries = new TreeMap<>();

    private LogCheck(List<LoggedEntry> entries) {
        entries.forEach(entry -> this.entries.put(entry.number(), entry));
    }

    /**
     * What is wrong with a log.
     *
     * @param heads how far it reached, as signed statements say
     * @param strangers objects in its folder that are no entries
     */
    static List<AuditFinding> findings(List<LoggedEntry> entries, List<StatedLink> heads, List<String> strangers) {
        LogCheck check = new LogCheck(entries);
        check.chain();
        heads.forEach(check::head);
        strangers.forEach(name -> check.add(false, name, "is no entry; nothing reads it"));
        return check.findings;
    }

    private void chain() {
        String previous = AuditEntry.NONE;
        long expected = 1;
        for (LoggedEntry entry : entries.values()) {
            if (entry.number() != expected) {
                long last = entry.number() - 1;
                add(
                        true,
                        expected == last ? "entry " + expected : "entries " + expected + " to " + last,
                        expected == last ? "was removed" : "were removed");
            } else if (entry.stated() != 0 && !entry.previousSha256().equals(previous)) {
                // Which of the two was changed cannot be told from them.
                add(
                        true,
                        "entry " + entry.number(),
                        entry.number() == 1
                                ? "names an entry before it, and there is none"
                                : "does not come after the entry " + (entry.number() - 1)
                                        + " that is there: one of them was changed, or written into a gap");
            }
            if (entry.stated() == 0) {
                add(true, "entry " + entry.number(), "cannot be read: it was changed");
            } else if (entry.stated() != entry.number()) {
                add(
                        true,
                        "entry " + entry.number(),
                        "was entry " + entry.stated() + ": they were put in another order");
            }
            previous = entry.sha256();
            expected = entry.number() + 1;
        }
    }

    private void head(StatedLink head) {
        long number = head.link().number();
        if (number == 0) {
            return;
        }
        LoggedEntry entry = entries.get(number);
        long last = entries.isEmpty() ? 0 : entries.lastKey();
        if (entry == null && number > last) {
            add(
                    true,
                    "entries " + (last + 1) + " to " + number,
                    "were cut off: " + head.by() + " says that the log reached " + number);
        } else if (entry != null && !Objects.equals(entry.sha256(), head.link().sha256())) {
            add(true, "entry " + number, "is another one than the one that " + head.by() + " names");
        }
    }

    private void add(boolean tampering, String subject, String text) {
        findings.add(new AuditFinding(AUDIT_BROKEN, tampering, subject, text));
    }
}
