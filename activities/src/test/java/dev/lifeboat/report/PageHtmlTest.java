package dev.lifeboat.report;

import static dev.lifeboat.report.ReportSamples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.certificate.Certificate;
import dev.lifeboat.drill.BisectRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages as people open them years later: on their own, without a network, on paper and on a phone. */
class PageHtmlTest {
    private static final Path GOLDEN = Path.of(
            System.getProperty("lifeboat.root"), "activities", "src", "test", "resources", "dev", "lifeboat", "report");
    private static final String HOSTILE =
            "</style><script>alert(1)</script>\"'><img src=//evil.example/x onerror=alert(2)>";

    @TempDir
    Path folder;

    /** After a wanted change: {@code -Dlifeboat.record=true}. */
    @Test
    void writesTheSameAsBefore() throws IOException {
        for (String name : List.of("drill", "backup", "verification")) {
            String html = new String(PageHtml.of(sample(name)), StandardCharsets.UTF_8);
            Path golden = GOLDEN.resolve(name + ".html");
            if (Boolean.getBoolean("lifeboat.record")) {
                Files.writeString(golden, html);
            }
            assertThat(html).as(name).isEqualTo(Files.readString(golden));
        }
    }

    @Test
    void loadsNothingAndRunsNothing() {
        for (Page page : PageSamples.all("auth").values()) {
            assertThat(new String(PageHtml.of(page), StandardCharsets.UTF_8))
                    .contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"")
                    .doesNotContain("<script", "<link", "<img", "url(", "@import", "http://", "https://")
                    .doesNotContainPattern("<[^>]* on[a-z]+=");
        }
    }

    @Test
    void showsHostileNamesAsTheyAreAndObeysNone() {
        PageSamples.all(HOSTILE).forEach((kind, page) -> {
            String html = new String(PageHtml.of(page), StandardCharsets.UTF_8);
            assertThat(html).as(kind.getSimpleName()).doesNotContain("<script", "<img", "</style><");
            if (kind != VerifyRun.class && kind != BisectRun.class) {
                // Whose samples have no name of the caller's.
                assertThat(html).as(kind.getSimpleName()).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
            }
        });
    }

    @Test
    void showsWhatTurnsTheReadingDirectionAsASignOfItsOwn() {
        String html = new String(
                PageHtml.of(DrillPage.of(
                        ReportSamples.drill(START, true, Duration.ofHours(1), "gpj\u202Eexe\u200B\u0007"), List.of())),
                StandardCharsets.UTF_8);
        assertThat(html).contains("gpj\uFFFDexe\uFFFD\uFFFD").doesNotContain("\u202E", "\u200B", "\u0007");
    }

    @Test
    void opensInABrowserWithoutErrorsOfflineAndNarrow() throws Exception {
        Chromium browser = Chromium.find();
        List<Class<?>> kinds = new ArrayList<>();
        List<String> pages = new ArrayList<>();
        for (String name : List.of("auth", HOSTILE, "a_very_long_name_without_any_end_".repeat(7))) {
            PageSamples.all(name).forEach((kind, page) -> {
                kinds.add(kind);
                pages.add(new String(PageHtml.of(page), StandardCharsets.UTF_8));
            });
        }
        assertThat(kinds)
                .as("every kind of report has a page here")
                .containsAll(ReportType.all().stream()
                        .<Class<?>>map(ReportType::type)
                        .toList())
                .contains(MonthReport.class, Certificate.class);
        Chromium.Look look = browser.look(pages, 360, folder);
        assertThat(look.console()).as("console").isEmpty();
        assertThat(look.frames()).hasSize(pages.size());
        for (int number = 0; number < kinds.size(); number++) {
            String what = "page " + number + ", " + kinds.get(number).getSimpleName();
            Chromium.Frame frame = look.frames().get(number);
            assertThat(frame.loaded()).as("resources of " + what).isZero();
            assertThat(frame.width()).as("width of what was laid out, " + what).isLessThanOrEqualTo(360);
            assertThat(frame.height()).as("something is shown, " + what).isGreaterThan(300);
        }
    }

    @Test
    void printsEveryKindOnPaper() throws Exception {
        Chromium browser = Chromium.find();
        for (Map.Entry<Class<?>, Page> page : PageSamples.all("auth").entrySet()) {
            Path file = Files.write(folder.resolve("page.html"), PageHtml.of(page.getValue()));
            assertThat(browser.print(file))
                    .as(page.getKey().getSimpleName())
                    .startsWith("%PDF-".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static Page sample(String name) {
        return switch (name) {
            case "drill" ->
                DrillPage.of(
                        ReportSamples.drill(START, false, Duration.ofMinutes(95)),
                        IntStream.range(0, 5)
                                .mapToObj(week -> ReportSamples.drill(
                                        START.minus(Duration.ofDays(35 - 7L * week)),
                                        week != 2,
                                        Duration.ofMinutes(70 + 5L * week)))
                                .toList());
            case "backup" ->
                BackupPage.of(
                        ReportSamples.backup(START, 910_000_000, null),
                        List.of(
                                ReportSamples.backup(START.minus(Duration.ofDays(2)), 880_000_000, null),
                                ReportSamples.backup(START.minus(Duration.ofDays(1)), 0, "SNAPSHOT_LOST: gone")));
            default -> VerifyPage.of(ReportSamples.verification(START));
        };
    }
}
