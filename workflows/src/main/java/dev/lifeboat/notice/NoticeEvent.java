package dev.lifeboat.notice;

import static dev.lifeboat.notice.Effect.ACKNOWLEDGES;
import static dev.lifeboat.notice.Effect.OPENS;
import static dev.lifeboat.notice.Effect.RESOLVES;
import static dev.lifeboat.notice.Effect.TELLS;
import static dev.lifeboat.notice.NoticeEvent.Reach.ON_REQUEST;
import static dev.lifeboat.notice.NoticeEvent.Reach.URGENT;
import static dev.lifeboat.notice.NoticeEvent.Reach.USUAL;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What notices are about. The names on the wire are stable: routes, templates and receivers of webhooks go by them. The table
 * in {@code docs/notifications.md} says the same, which a test compares.
 */
public enum NoticeEvent {
    BACKUP_STARTED(TELLS, ON_REQUEST, "a backup has begun", "mode"),
    BACKUP_COMPLETED(
            RESOLVES,
            USUAL,
            "a set is sealed, copied, and verified where that was asked for",
            "mode",
            "set",
            "size",
            "stored",
            "tables",
            "rows",
            "duration",
            "status",
            "warnings"),
    BACKUP_FAILED(
            OPENS,
            USUAL,
            "a backup failed or was cancelled",
            "mode",
            "duration",
            "error",
            "action",
            "impact",
            "covered"),
    BACKUP_ALARM(OPENS, USUAL, "a set differs from those before it as an accident would", "mode", "set", "action"),
    VERIFICATION_STARTED(TELLS, ON_REQUEST, "a verification has begun", "set"),
    VERIFICATION_COMPLETED(
            RESOLVES,
            USUAL,
            "every byte of a set was read again and is right",
            "set",
            "size",
            "objects",
            "rows",
            "duration",
            "status",
            "warnings",
            "report"),
    VERIFICATION_FAILED(
            OPENS, USUAL, "a set did not stand its verification", "set", "error", "action", "impact", "report"),
    DRILL_STARTED(TELLS, ON_REQUEST, "a drill has begun", "drill", "set"),
    DRILL_PROVEN(
            RESOLVES,
            USUAL,
            "a drill restored a set, and every gate that a database alone can answer was green",
            "drill",
            "set",
            "phases",
            "rows",
            "duration",
            "status",
            "warnings",
            "report"),
    DRILL_FAILED(
            OPENS,
            USUAL,
            "a drill did not bring a set back, or left its copy behind",
            "drill",
            "set",
            "error",
            "action",
            "impact",
            "report"),
    DRILL_REFUSED(
            TELLS,
            USUAL,
            "a drill that a person started was refused before it began: a set that is not there, an alarm",
            "drill",
            "set",
            "error",
            "action"),
    GATES_WEAKER(
            OPENS, USUAL, "gates miss a damage that they caught in an earlier drill", "drill", "damages", "action"),
    GATES_HOLD(RESOLVES, ON_REQUEST, "gates catch every damage that they caught in earlier drills", "drill"),
    DRILL_DECIDED(RESOLVES, ON_REQUEST, "nobody is asked about a drill any more", "set"),
    RECOVERY_STARTED(OPENS, URGENT, "a restore, repair or roll-back has begun", "set", "as-of", "target", "started-by"),
    RECOVERY_COMPLETED(
            RESOLVES,
            URGENT,
            "a restore, repair or roll-back is done",
            "set",
            "target",
            "duration",
            "status",
            "warnings",
            "report"),
    RECOVERY_FAILED(
            OPENS,
            URGENT,
            "a restore, repair or roll-back failed, was cancelled or aborted",
            "set",
            "target",
            "error",
            "action",
            "report"),
    RECOVERY_REFUSED(
            TELLS,
            URGENT,
            "a restore, repair or roll-back was refused before it began: a name that nothing has, a target that may not be taken",
            "target",
            "error",
            "action"),
    RECOVERY_WARNING(OPENS, URGENT, "a person should look at a recovery that goes on", "target", "action"),
    PHASE_FAILED(OPENS, URGENT, "a phase cannot be loaded", "phase", "error", "action"),
    PHASE_BUDGET(OPENS, URGENT, "50, 80 or 100 % of a phase's time are over", "phase", "percent", "budget"),
    DECISION_WAITING(OPENS, URGENT, "a person has to decide", "phase", "gate", "waited", "action"),
    DECISION_MADE(ACKNOWLEDGES, ON_REQUEST, "a person has decided", "phase", "verb", "by"),
    DECISION_WAIVED(OPENS, URGENT, "one person alone waived a gate", "phase"),
    STAKEHOLDERS(TELLS, URGENT, "a step of the runbook tells an audience", "audience"),
    RETENTION_STARTED(TELLS, ON_REQUEST, "a clean-up has begun"),
    RETENTION_DONE(RESOLVES, USUAL, "a clean-up is done", "deleted", "kept", "freed", "duration", "status", "warnings"),
    RETENTION_FAILED(OPENS, USUAL, "a clean-up failed or was cancelled", "error", "action", "impact"),
    AUDIT_CLEAN(RESOLVES, ON_REQUEST, "log and sets were examined and are whole", "entries", "sets"),
    AUDIT_TAMPERED(OPENS, URGENT, "log or sets were tampered with", "findings", "action"),
    AUDIT_WARNING(OPENS, USUAL, "something about the audit log needs a look", "findings", "action"),
    HEALTH_PROBLEM(OPENS, USUAL, "something is not as it should be", "impact", "action", "machine", "also"),
    HEALTH_RESOLVED(RESOLVES, USUAL, "it is as it should be again", "since", "still"),
    NOTICES_HELD(TELLS, USUAL, "what quiet hours or the limit held back, in one message", "held"),
    TEST(TELLS, URGENT, "`lifeboat notify test`");

    /** Whom an event reaches where no route speaks of it. */
    public enum Reach {
        /** Every channel, at a decent time. */
        USUAL,
        /** Every channel, at any hour. */
        URGENT,
        /** Only channels that a route names, and those that are asked for it by their kind. */
        ON_REQUEST
    }

    private final Effect effect;
    private final Reach reach;
    private final String meaning;
    private final String facts;

    NoticeEvent(Effect effect, Reach reach, String meaning, String... facts) {
        this.effect = effect;
        this.reach = reach;
        this.meaning = meaning;
        this.facts = String.join(" ", facts);
    }

    /** The name in routes, templates and messages. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a wire name; throws {@link IllegalArgumentException} that lists the known ones. */
    @JsonCreator
    public static NoticeEvent parse(String text) {
        for (NoticeEvent event : values()) {
            if (event.wireName().equals(text)) {
                return event;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not an event; known: "
                + Arrays.stream(values()).map(NoticeEvent::wireName).collect(Collectors.joining(", ")));
    }

    public Effect effect() {
        return effect;
    }

    public Reach reach() {
        return reach;
    }

    /** Whether it goes out at any hour, however loud it is: everything about a recovery does. */
    public boolean urgent() {
        return reach == URGENT || this == DECISION_MADE;
    }

    /** When it happens, in words. */
    public String meaning() {
        return meaning;
    }

    /** The facts that a notice of it may have. */
    public List<String> facts() {
        return Pattern.compile(" ")
                .splitAsStream(facts)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
