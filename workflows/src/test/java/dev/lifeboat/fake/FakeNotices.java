package dev.lifeboat.fake;

import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeActivities;
import dev.lifeboat.runbook.Notify;
import java.util.ArrayList;
import java.util.List;

/** Notices that were delivered. */
public final class FakeNotices implements NoticeActivities {
    private final Script script;
    private final List<Notice> delivered = new ArrayList<>();

    FakeNotices(Script script) {
        this.script = script;
    }

    @Override
    public void send(Notice notice, Notify notifications) {
        script.play("notice");
        synchronized (this) {
            delivered.add(notice);
        }
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
