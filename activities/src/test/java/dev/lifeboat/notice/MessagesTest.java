package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.Notify;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bodies of messages, beside what goes over the wire. */
class MessagesTest {
    @Test
    void twoLongKeysThatBeginAlikeStayTwoMatters() {
        Wording words = Wording.of(TestNotices.failed(), Notify.NONE);
        List<String> matters = Stream.of("a", "b", "b")
                .map(end -> Messages.pagerDuty(TestNotices.keyed("x".repeat(300) + end), words, "key", Effect.OPENS)
                        .path("dedup_key")
                        .asText())
                .toList();
        assertThat(matters.get(0)).hasSize(255).isNotEqualTo(matters.get(1));
        assertThat(matters.get(1)).isEqualTo(matters.get(2));
    }
}
