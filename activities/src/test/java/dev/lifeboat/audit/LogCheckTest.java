package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogCheckTest {
    private final List<LoggedEntry> log = new ArrayList<>();
    private final List<StatedLink> heads = new ArrayList<>();

    LogCheckTest() {
        for (int number = 1; number <= 5; number++) {
            log.add(entry(number, "sha-" + number, number == 1 ? AuditEntry.NONE : "sha-" + (number - 1)));
        }
        heads.add(head(3));
        heads.add(head(5));
    }

    @Test
    void findsNothingInAWholeLog() {
        assertThat(findings()).isEmpty();
        assertThat(LogCheck.findings(List.of(), List.of(), List.of())).isEmpty();
    }

    @Test
    void noticesARemovedEntry() {
        log.remove(1);
        assertBroken("entry 2", "was removed");
    }

    @Test
    void noticesARemovedBeginning() {
        log.remove(0);
        log.remove(0);
        assertBroken("entries 1 to 2", "were removed");
    }

    @Test
    void noticesAChangedEntry() {
        log.set(1, entry(2, "sha-changed", "sha-1"));
        assertBroken("entry 3", "one of them was changed");
    }

    @Test
    void noticesAChangedLastEntryBecauseAHeadNamesIt() {
        log.set(4, entry(5, "sha-changed", "sha-4"));
        assertBroken("entry 5", "is another one");
    }

    @Test
    void noticesAnEntryThatCannotBeRead() {
        log.set(4, new LoggedEntry(5, "sha-5", 0, "", null, null));
        assertBroken("entry 5", "cannot be read");
    }

    @Test
    void noticesEntriesInAnotherOrder() {
        LoggedEntry second = log.get(1);
        LoggedEntry third = log.get(2);
        log.set(1, new LoggedEntry(2, third.sha256(), 3, third.previousSha256(), null, null));
        log.set(2, new LoggedEntry(3, second.sha256(), 2, second.previousSha256(), null, null));
        assertThat(findings()).isNotEmpty().allMatch(AuditFinding::tampering);
        assertThat(findings()).anyMatch(found -> found.text().contains("another order"));
    }

    @Test
    void noticesALogThatWasCutOff() {
        log.remove(4);
        log.remove(3);
        assertBroken("entries 4 to 5", "were cut off");
    }

    @Test
    void noticesThatTheWholeLogIsGone() {
        log.clear();
        heads.remove(0);
        assertBroken("entries 1 to 5", "were cut off");
    }

    @Test
    void noticesANewChainWrittenBehindACut() {
        log.set(3, entry(4, "sha-forged-4", "sha-3"));
        log.set(4, entry(5, "sha-forged-5", "sha-forged-4"));
        assertBroken("entry 5", "is another one than the one that head 5 names");
    }

    @Test
    void noticesAnEntryWrittenIntoAGap() {
        log.set(2, entry(3, "sha-late", "sha-2"));
        heads.remove(0);
        assertBroken("entry 4", "written into a gap");
    }

    @Test
    void warnsOfWhatIsNoEntry() {
        assertThat(LogCheck.findings(log, heads, List.of("audit/log/shop/x")))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.tampering()).isFalse();
                    assertThat(found.subject()).isEqualTo("audit/log/shop/x");
                });
    }

    private void assertBroken(String subject, String text) {
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo(ErrorCode.AUDIT_BROKEN);
            assertThat(found.tampering()).isTrue();
            assertThat(found.subject()).isEqualTo(subject);
            assertThat(found.text()).contains(text);
        });
    }

    private List<AuditFinding> findings() {
        return LogCheck.findings(log, heads, List.of());
    }

    private static LoggedEntry entry(long number, String sha256, String previous) {
        return new LoggedEntry(number, sha256, number, previous, null, null);
    }

    private static StatedLink head(long number) {
        return new StatedLink(new AuditLink(number, "sha-" + number), "head " + number);
    }
}
