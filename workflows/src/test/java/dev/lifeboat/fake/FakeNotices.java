package dev.lifeboat.fake;

import dev.lifeboat.notice.Coverage;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeActivities;
import dev.lifeboat.notice.NoticeReceipt;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.set.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Notices that were delivered. */
public final class FakeNotices implements NoticeActivities {
    private static final Instant COVERED = Instant.parse("2026-11-20T02:00:00Z");

    private final Journal journal;
    private final Script script;
    private final List<Notice> delivered = new ArrayList<>();
    private final List<String> channels = new ArrayList<>();

    FakeNotices(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    @Override
    public NoticeReceipt send(Notice notice, String channel, Notify notifications) {
        script.play("notice");
        script.play("notice " + channel);
        List<String> unknown = notice.facts().stream()
                .map(Fact::name)
                .filter(name -> !notice.event().facts().contains(name))
                .toList();
        journal.require(unknown.isEmpty(), notice.event() + " should say that it has the facts " + unknown);
        synchronized (this) {
            delivered.add(notice);
            channels.add(channel);
        }
        return new NoticeReceipt(false, Duration.ZERO);
    }

    @Override
    public Coverage coverage(Vault vault) {
        script.play("coverage");
        return new Coverage("daily/2026-11-20", COVERED);
    }

    /** The channels of the delivered ones, in their order. */
    public synchronized List<String> channels() {
        return List.copyOf(channels);
    }

    public synchronized List<Notice> delivered() {
        return List.copyOf(delivered);
    }

    /** Those whose subject or text contains the words. */
    public List<Notice> about(String words) {
        return delivered().stream()
                .filter(notice ->
                        notice.subject().contains(words) || notice.text().contains(words))
                .toList();
    }
}
