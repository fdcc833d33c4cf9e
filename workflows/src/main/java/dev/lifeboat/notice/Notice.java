package dev.lifeboat.notice;

import dev.lifeboat.runbook.Contact;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something people should know. Holds no secret and no row of data.
 *
 * @param id one a notice, the same for every channel and every try: a receiver may throw a second one away
 * @param run the workflow id it is about; of what a process tells by itself, {@link dev.lifeboat.flow.RunIds#process}
 * @param key names the matter: what opens it and what resolves it have the same
 * @param text sentences; what has a name stands in the facts
 * @param facts in the order in which a person reads them
 * @param to the contact it is addressed to; null: everybody
 */
public record Notice(
        String id,
        Instant at,
        String runbook,
        String run,
        NoticeEvent event,
        Severity severity,
        String key,
        String subject,
        String text,
        List<Fact> facts,
        @Nullable Contact to) {
    private static final int LONGEST_SUBJECT = 250;
    private static final int LONGEST_TEXT = 6000;

    public Notice {
        subject = cut(subject.replaceAll("\\s+", " "), LONGEST_SUBJECT);
        text = cut(text, LONGEST_TEXT);
        facts = facts == null ? List.of() : List.copyOf(facts);
    }

    /** Whether it goes out at any hour. */
    public boolean urgent() {
        return severity == Severity.CRITICAL || event.urgent();
    }

    /** The value of a fact; null: it has none of this name. */
    public @Nullable String fact(String name) {
        return facts.stream()
                .filter(fact -> fact.name().equals(name))
                .map(Fact::value)
                .findFirst()
                .orElse(null);
    }

    /** The same with another sentence below its text. */
    public Notice adding(String sentence) {
        return new Notice(
                id,
                at,
                runbook,
                run,
                event,
                severity,
                key,
                subject,
                text.isEmpty() ? sentence : text + "\n" + sentence,
                facts,
                to);
    }

    /** So many characters of a text at most, whole ones. */
    static String cut(String text, int longest) {
        if (text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }
}
