package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.NoticeTemplate;
import dev.lifeboat.runbook.Notify;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Notices in the runbook's words. */
class WordingTest {
    private static Notify templates(@Nullable String subject, @Nullable String text) {
        return TestNotices.notify(Map.of(), null, null, Map.of("backup_failed", new NoticeTemplate(subject, text)));
    }

    @Test
    void saysWhichSystemItIsAboutAndLinksToTheRun() {
        Wording words = Wording.of(TestNotices.failed(), Notify.NONE);
        assertThat(words.subject()).isEqualTo("shop: backup daily FAILED");
        assertThat(words.link()).isNull();
        assertThat(words.body())
                .isEqualTo("STORE_REFUSED: read-only\nmode: daily\nerror: STORE_REFUSED\naction: lifeboat backup");
    }

    @Test
    void putsTheRunWhereThePageOfARunHasIt() {
        String page = "https://temporal.example.com/namespaces/default/workflows/{run}?tab=history";
        Wording words = Wording.of(TestNotices.failed(), TestNotices.notify(Map.of(), null, page, Map.of()));
        assertThat(words.link())
                .isEqualTo(
                        "https://temporal.example.com/namespaces/default/workflows/backup%2Fshop%2Fdaily-1?tab=history");
    }

    @Test
    void linksToNoRunWhereAProcessTellsByItself() {
        Notice failed = TestNotices.failed();
        Notice watched = new Notice(
                failed.id(),
                failed.at(),
                "shop",
                RunIds.process("shop", "watch"),
                NoticeEvent.HEALTH_PROBLEM,
                Severity.CRITICAL,
                "health/shop/worker",
                "no worker asks for work",
                "",
                List.of(),
                null);
        for (String console : List.of("https://boat.example.com", "https://temporal.example.com/workflows/{run}")) {
            Wording words = Wording.of(watched, TestNotices.notify(Map.of(), null, console, Map.of()));
            assertThat(words.link()).isNull();
        }
    }

    @Test
    void fillsATemplateWithFactsAndLeavesOutWhatIsNotKnown() {
        Wording words = Wording.of(
                TestNotices.failed(), templates("{mode} of {runbook}: {severity}", "{error}; {impact}; {unclosed; {}"));
        assertThat(words.subject()).isEqualTo("daily of shop: critical");
        assertThat(words.text()).isEqualTo("STORE_REFUSED; –; {unclosed; {}");
    }

    @Test
    void takesNothingInAValueForAPlaceholderNorForAReplacement() {
        Notice hostile = TestNotices.of(
                NoticeEvent.BACKUP_FAILED,
                Severity.CRITICAL,
                "s",
                "$1 \\ {run}",
                Fact.list("error", "{key} $0 {text}"),
                null);
        Wording words = Wording.of(hostile, templates("{error}\r\nBcc: x", "{text} and {error}"));
        assertThat(words.text()).isEqualTo("$1 \\ {run} and {key} $0 {text}");
        assertThat(words.subject()).as("one line").isEqualTo("{key} $0 {text} Bcc: x");
    }

    @Test
    void keepsTheUsualWordsForWhatATemplateDoesNotSay() {
        assertThat(Wording.of(TestNotices.failed(), templates(null, "x")).subject())
                .isEqualTo("backup daily FAILED");
        assertThat(Wording.of(TestNotices.failed(), templates("x", null)).text())
                .isEqualTo("STORE_REFUSED: read-only");
        assertThat(Wording.of(TestNotices.failed(), templates("{link}", null)).subject())
                .as("a service refuses a message without a subject")
                .isNotBlank();
    }

    @Test
    void knowsThePlaceholdersOfAnEvent() {
        assertThat(Wording.unknown("{set} {size} {runbook} {SET} {no such}", NoticeEvent.BACKUP_COMPLETED))
                .isEmpty();
        assertThat(Wording.unknown("{phase} {set}", NoticeEvent.BACKUP_FAILED)).isEqualTo(List.of("phase", "set"));
    }

    @Test
    void cutsWhatIsTooLongForAMessage() {
        Notice endless = TestNotices.of(
                NoticeEvent.BACKUP_FAILED,
                Severity.CRITICAL,
                "😀".repeat(500),
                "x".repeat(20_000),
                Fact.list("error", "y".repeat(5000)),
                null);
        assertThat(endless.subject().codePointCount(0, endless.subject().length()))
                .isEqualTo(250);
        assertThat(endless.text()).hasSize(6000).endsWith("…");
        assertThat(endless.fact("error")).hasSize(1000);
    }
}
