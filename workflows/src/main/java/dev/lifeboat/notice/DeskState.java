package dev.lifeboat.notice;

import dev.lifeboat.runbook.Notify;
import java.time.Instant;
import java.util.List;

/**
 * What a desk knows: small, so that it can begin a new history.
 *
 * @param sent what went out, as far as it still counts
 * @param held what waits, the oldest first
 * @param more how many further ones wait, of which only the number is kept
 * @param tries how often no channel took what waits
 */
public record DeskState(
        String runbook, String channel, Notify notifications, List<Passed> sent, List<Line> held, int more, int tries) {
    public DeskState {
        sent = List.copyOf(sent);
        held = List.copyOf(held);
    }

    /** Nothing yet. */
    public static DeskState empty(String runbook, String channel, Notify notifications) {
        return new DeskState(runbook, channel, notifications, List.of(), List.of(), 0, 0);
    }

    /** A notice that went out. */
    public record Passed(String id, Instant at) {}

    /**
     * What remains of a notice that waits.
     *
     * @param at since when
     */
    public record Line(String id, Instant at, Severity severity, NoticeEvent event, String subject) {
        static Line of(Notice notice, Instant at) {
            return new Line(notice.id(), at, notice.severity(), notice.event(), notice.subject());
        }
    }
}
