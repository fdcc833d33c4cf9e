package dev.lifeboat.notice;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.ChannelSettings;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire to each service, and what each answer means (K3). */
class WebChannelsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN_LINK = "https://boat.example.com/runs/backup%2Fshop%2Fdaily-1";
    private static final String TOKEN = "tk_hunter2";

    private final WireMockServer server =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() {
        server.start();
        server.stubFor(any(anyUrl()).willReturn(status(200)));
        environment.put("URL", server.baseUrl() + "/services/T0/" + TOKEN);
        environment.put("TOKEN", TOKEN);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void send(ChannelSettings settings, Notice notice) {
        TestNotices.activities(environment, new Properties()).send(notice, "one", TestNotices.notify(settings));
    }

    private LoggedRequest sent(ChannelSettings settings, Notice notice) {
        send(settings, notice);
        List<LoggedRequest> requests =
                server.findAll(com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).getMethod()).isEqualTo(RequestMethod.POST);
        return requests.get(0);
    }

    private JsonNode body(ChannelSettings settings, Notice notice) throws IOException {
        LoggedRequest request = sent(settings, notice);
        assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
        return JSON.readTree(request.getBody());
    }

    private static ChannelSettings chat(ChannelKind kind) {
        return TestNotices.settings(kind, "env:URL", null, null);
    }

    @Test
    void slackGetsBlocksOfPlainText() throws IOException {
        assertThat(body(chat(ChannelKind.SLACK), TestNotices.failed()))
                .isEqualTo(JSON.readTree("""
                {"text": "🚨 shop: backup daily FAILED", "blocks": [
                  {"type": "header", "text": {"type": "plain_text", "text": "🚨 shop: backup daily FAILED", "emoji": false}},
                  {"type": "section", "text": {"type": "plain_text", "text": "STORE_REFUSED: read-only", "emoji": false}},
                  {"type": "section", "fields": [
                    {"type": "plain_text", "text": "mode\\ndaily", "emoji": false},
                    {"type": "plain_text", "text": "error\\nSTORE_REFUSED", "emoji": false},
                    {"type": "plain_text", "text": "action\\nlifeboat backup", "emoji": false}]},
                  {"type": "section", "text": {"type": "mrkdwn", "text": "<%s|Open the run>"}},
                  {"type": "context", "elements": [{"type": "plain_text", "emoji": false, "text":
                    "shop · backup_failed · critical · backup/shop/daily-1 · 2026-11-22 02:07 UTC"}]}]}
                """.formatted(RUN_LINK)));
    }

    @Test
    void discordGetsAnEmbedThatMentionsNobody() throws IOException {
        assertThat(body(chat(ChannelKind.DISCORD), TestNotices.failed()))
                .isEqualTo(JSON.readTree("""
                {"username": "Lifeboat", "allowed_mentions": {"parse": []}, "embeds": [
                  {"title": "shop: backup daily FAILED", "description": "STORE\\\\_REFUSED: read-only",
                   "url": "%s", "color": 12986408, "timestamp": "2026-11-22T02:07:31Z",
                   "fields": [
                     {"name": "mode", "value": "daily", "inline": true},
                     {"name": "error", "value": "STORE\\\\_REFUSED", "inline": true},
                     {"name": "action", "value": "lifeboat backup", "inline": true}],
                   "footer": {"text":
                     "shop · backup_failed · critical · backup/shop/daily-1 · 2026-11-22 02:07 UTC"}}]}
                """.formatted(RUN_LINK)));
    }

    @Test
    void teamsGetsAnAdaptiveCardOfTextRuns() throws IOException {
        JsonNode message = body(chat(ChannelKind.TEAMS), TestNotices.failed());
        assertThat(message.path("type").asText()).isEqualTo("message");
        JsonNode attachment = message.at("/attachments/0");
        assertThat(attachment.path("contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        JsonNode card = attachment.path("content");
        assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(card.at("/body/0")).isEqualTo(JSON.readTree("""
                {"type": "RichTextBlock", "inlines": [
                  {"type": "TextRun", "text": "🚨 shop: backup daily FAILED", "weight": "Bolder", "size": "Large"}]}
                """));
        assertThat(card.findValuesAsText("type"))
                .as("nothing that reads markup")
                .doesNotContain("TextBlock", "FactSet");
        assertThat(card.at("/actions/0/url").asText()).isEqualTo(RUN_LINK);
        assertThat(card.path("body")).hasSize(6);
    }

    @Test
    void ntfyGetsTopicPriorityAndToken() throws IOException {
        environment.put("URL", server.baseUrl() + "/team/alerts");
        LoggedRequest request =
                sent(TestNotices.settings(ChannelKind.NTFY, "env:URL", "env:TOKEN", null), TestNotices.failed());
        assertThat(request.getUrl()).isEqualTo("/team/");
        assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + TOKEN);
        assertThat(JSON.readTree(request.getBody())).isEqualTo(JSON.readTree("""
                {"topic": "alerts", "title": "shop: backup daily FAILED", "priority": 5, "tags": ["rotating_light"],
                 "message": "STORE_REFUSED: read-only\\nmode: daily\\nerror: STORE_REFUSED\\naction: lifeboat backup",
                 "click": "%s"}
                """.formatted(RUN_LINK)));
    }

    @Test
    void pagerDutyTriggersAcknowledgesAndResolvesOneMatter() throws IOException {
        environment.put("URL", server.baseUrl() + "/v2/enqueue");
        ChannelSettings pages = TestNotices.settings(ChannelKind.PAGERDUTY, "env:URL", null, "env:TOKEN");
        assertThat(body(pages, TestNotices.failed()))
                .isEqualTo(JSON.readTree("""
                {"routing_key": "%s", "event_action": "trigger", "dedup_key": "lifeboat/backup/shop/daily",
                 "payload": {"summary": "shop: backup daily FAILED", "source": "shop", "severity": "critical",
                   "timestamp": "2026-11-22T02:07:31Z", "component": "backup/shop/daily-1", "class": "backup_failed",
                   "custom_details": {"text": "STORE_REFUSED: read-only", "mode": "daily", "error": "STORE_REFUSED",
                     "action": "lifeboat backup"}},
                 "client": "Lifeboat", "client_url": "%s", "links": [{"href": "%s", "text": "Open the run"}]}
                """.formatted(TOKEN, RUN_LINK, RUN_LINK)));
        for (Map.Entry<NoticeEvent, String> step : Map.of(
                        NoticeEvent.DECISION_MADE, "acknowledge", NoticeEvent.BACKUP_COMPLETED, "resolve")
                .entrySet()) {
            server.resetRequests();
            assertThat(body(pages, TestNotices.of(step.getKey(), Severity.INFO, List.of())))
                    .isEqualTo(JSON.readTree("""
                            {"routing_key": "%s", "event_action": "%s", "dedup_key": "lifeboat/backup/shop/daily"}
                            """.formatted(TOKEN, step.getValue())));
        }
    }

    @Test
    void aTestLeavesNothingOpenAtPagerDuty() throws IOException {
        environment.put("URL", server.baseUrl() + "/v2/enqueue");
        send(
                TestNotices.settings(ChannelKind.PAGERDUTY, "env:URL", null, "env:TOKEN"),
                TestNotices.of(NoticeEvent.TEST, Severity.INFO, List.of()));
        List<JsonNode> events = new ArrayList<>();
        for (LoggedRequest request :
                server.findAll(com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()))) {
            events.add(JSON.readTree(request.getBody()));
        }
        assertThat(events)
                .extracting(event -> event.path("event_action").asText())
                .containsExactlyInAnyOrder("trigger", "resolve");
        assertThat(events)
                .extracting(event -> event.path("dedup_key").asText())
                .containsOnly("lifeboat/backup/shop/daily");
    }

    @Test
    void aWebhookGetsEverythingAndASignatureThatItCanCheck() throws Exception {
        LoggedRequest request =
                sent(TestNotices.settings(ChannelKind.WEBHOOK, "env:URL", null, "env:TOKEN"), TestNotices.failed());
        assertThat(JSON.readTree(request.getBody())).isEqualTo(JSON.readTree("""
                {"version": 1, "id": "0f1e2d3c", "at": "2026-11-22T02:07:31Z", "event": "backup_failed",
                 "severity": "critical", "effect": "opens", "key": "backup/shop/daily", "runbook": "shop",
                 "run": "backup/shop/daily-1", "subject": "shop: backup daily FAILED",
                 "text": "STORE_REFUSED: read-only",
                 "facts": {"mode": "daily", "error": "STORE_REFUSED", "action": "lifeboat backup"},
                 "to": null, "link": "%s"}
                """.formatted(RUN_LINK)));
        assertThat(request.getHeader("Lifeboat-Id")).isEqualTo("0f1e2d3c");
        assertThat(request.getHeader("Lifeboat-Event")).isEqualTo("backup_failed");
        // As a receiver does it.
        long at = TestNotices.AT.getEpochSecond();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TOKEN.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((at + ".").getBytes(StandardCharsets.UTF_8));
        assertThat(request.getHeader("Lifeboat-Signature"))
                .isEqualTo("t=" + at + ",v1=" + HexFormat.of().formatHex(mac.doFinal(request.getBody())));
    }

    @Test
    void healthchecksArePingedByModeWithTheRunsId() {
        environment.put("URL", server.baseUrl() + "/all/");
        environment.put("DAILY", server.baseUrl() + "/daily");
        ChannelSettings checks = new ChannelSettings(
                ChannelKind.HEALTHCHECKS,
                "env:URL",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new TreeMap<>(Map.of("daily", "env:DAILY")),
                false);
        String rid = "?rid=" + UUID.nameUUIDFromBytes("backup/shop/daily-1".getBytes(StandardCharsets.UTF_8));
        Map<NoticeEvent, String> daily = Map.of(
                NoticeEvent.BACKUP_STARTED, "/daily/start",
                NoticeEvent.BACKUP_COMPLETED, "/daily",
                NoticeEvent.BACKUP_FAILED, "/daily/fail",
                NoticeEvent.DRILL_PROVEN, "/all",
                NoticeEvent.RETENTION_FAILED, "/all/fail");
        daily.forEach((event, path) -> {
            server.resetRequests();
            assertThat(sent(checks, TestNotices.of(event, Severity.INFO, Fact.list("mode", "daily")))
                            .getUrl())
                    .isEqualTo(path + rid);
        });
        server.resetRequests();
        send(checks, TestNotices.of(NoticeEvent.TEST, Severity.INFO, List.of()));
        assertThat(server.getAllServeEvents())
                .as("a test is no success of a run")
                .extracting(event -> event.getRequest().getUrl())
                .containsExactlyInAnyOrder("/daily/log" + rid, "/all/log" + rid);
    }

    @ParameterizedTest
    @EnumSource(
            value = ChannelKind.class,
            names = {"SLACK", "DISCORD", "TEAMS"})
    void nothingThatComesFromADatabaseBecomesMarkup(ChannelKind kind) throws IOException {
        Notice hostile = TestNotices.of(
                NoticeEvent.BACKUP_FAILED,
                Severity.CRITICAL,
                "table " + TestNotices.HOSTILE,
                TestNotices.HOSTILE,
                Fact.list("error", TestNotices.HOSTILE),
                null);
        JsonNode message = body(chat(kind), hostile);
        switch (kind) {
            case SLACK -> {
                assertThat(message.path("text").asText()).doesNotContain("<").contains("&lt;!channel&gt;");
                for (JsonNode block : message.path("blocks")) {
                    if (block.toString().contains("onerror")) {
                        assertThat(block.findValuesAsText("type")).doesNotContain("mrkdwn");
                    }
                }
            }
            case DISCORD -> {
                assertThat(message.at("/allowed_mentions/parse")).isEmpty();
                assertThat(message.at("/embeds/0/description").asText())
                        .contains("\\@everyone", "\\*b\\*", "\\[x\\](https", "\\<img");
            }
            default -> assertThat(message.findValuesAsText("type")).doesNotContain("TextBlock", "FactSet");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 301, 302, 307, 308})
    void whatWillNotBeTakenNextTimeIsNotTriedAgain(int status) {
        server.stubFor(any(anyUrl())
                .willReturn(aResponse().withStatus(status).withHeader("Location", server.baseUrl() + "/elsewhere")));
        assertThatThrownBy(() -> send(chat(ChannelKind.SLACK), TestNotices.failed()))
                .satisfies(e -> {
                    assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_REFUSED);
                    assertThat(Failures.find(e).getMessage()).contains("one", "status " + status);
                });
        assertThat(server.getAllServeEvents()).as("no redirect is followed").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void whatMayBeOverSoonIsTriedAgain(int status) {
        server.stubFor(any(anyUrl()).willReturn(status(status)));
        assertThatThrownBy(() -> send(chat(ChannelKind.SLACK), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE));
        assertThat(server.getAllServeEvents()).as("Temporal alone tries again").hasSize(1);
    }

    @Test
    void comesAgainWhenTheReceiverSaysSo() {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "7")));
        Throwable thrown = catchThrowable(() -> send(chat(ChannelKind.SLACK), TestNotices.failed()));
        assertThat(thrown).isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
            assertThat(failure.getType()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE.name());
            assertThat(failure.isNonRetryable()).isFalse();
            assertThat(failure.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(7));
        });
        assertThat(WebCall.after("0.5")).isEqualTo(Duration.ofMillis(500));
        assertThat(WebCall.after("soon")).isZero();
        assertThat(WebCall.after("-3")).isZero();
        assertThat(WebCall.after("Wed, 21 Oct 2099 07:28:00 GMT")).isEqualTo(Duration.ofHours(1));
        assertThat(WebCall.after("99999999999")).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void doesNotWaitForAReceiverThatHangs() {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withFixedDelay(20_000)));
        assertThatThrownBy(() -> send(chat(ChannelKind.SLACK), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE))
                .hasMessageContaining("no answer in time");
    }

    @Test
    void doesNotWaitForAnAnswerThatNeverEnds() {
        server.stubFor(
                any(anyUrl()).willReturn(aResponse().withBody("x".repeat(1000)).withChunkedDribbleDelay(100, 60_000)));
        assertThatThrownBy(() -> send(chat(ChannelKind.SLACK), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE))
                .hasMessageContaining("one cannot be reached at the URL of env:URL: no answer in time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.com/tk_hunter2",
                "ftp://hooks.example.com/tk_hunter2",
                "https:///tk_hunter2",
                "https://hooks.example.com/tk hunter2",
                "tk_hunter2"
            })
    void neverGoesToAUrlThatIsNotHttpsAndNeverShowsIt(String url) {
        environment.put("URL", url);
        assertThatThrownBy(() -> send(chat(ChannelKind.SLACK), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_REFUSED))
                .hasMessageContaining("one")
                .hasMessageNotContainingAny("hunter2", "example.com");
    }

    @Test
    void namesTheChannelAndNoSecretWhenNobodyListens() {
        server.stop();
        assertThatThrownBy(() -> send(chat(ChannelKind.SLACK), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE))
                .hasMessageContaining("one cannot be reached at the URL of env:URL: nobody listens there")
                .hasMessageNotContainingAny(TOKEN, "127.0.0.1")
                .hasNoCause();
    }

    @Test
    void namesTheReferenceOfASecretThatIsMissing() {
        environment.remove("URL");
        assertThatThrownBy(() -> send(chat(ChannelKind.SLACK), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.SECRET_MISSING))
                .hasMessageContaining("URL");
    }

    @Test
    void aTokenThatBreaksAHeaderIsRefusedUnseen() {
        environment.put("URL", server.baseUrl() + "/topic");
        environment.put("TOKEN", TOKEN + "\r\nX-Evil: 1");
        assertThatThrownBy(() -> send(
                        TestNotices.settings(ChannelKind.NTFY, "env:URL", "env:TOKEN", null), TestNotices.failed()))
                .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHANNEL_REFUSED))
                .hasMessageNotContaining("hunter2");
        assertThat(server.getAllServeEvents()).isEmpty();
    }
}
