package dev.lifeboat.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People hear of a backup that succeeded and of one that failed, by mail and by a program of theirs (K3, K7, JT). */
class NotificationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "hunter2";

    @TempDir
    static Path folder;

    private final WireMockServer hook =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        hook.start();
        hook.stubFor(any(anyUrl()).willReturn(status(204)));
        mail.start();
    }

    @AfterEach
    void stop() {
        hook.stop();
        mail.stop();
    }

    private JsonNode posted() throws Exception {
        List<com.github.tomakehurst.wiremock.verification.LoggedRequest> requests =
                hook.findAll(postRequestedFor(urlEqualTo("/in/" + SECRET)));
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).getHeader("Lifeboat-Signature")).matches("t=[0-9]+,v1=[0-9a-f]{64}");
        return JSON.readTree(requests.get(0).getBody());
    }

    private void forget() throws Exception {
        hook.resetRequests();
        mail.purgeEmailFromAllMailboxes();
    }

    @Test
    void peopleHearOfSuccessAndFailureAndOfAChannelThatDoesNotWork() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 500)) {
            CommandLine commands = system.commands();
            Path runbook = folder.resolve("runbook.yaml");
            assertThat(commands.run("doctor").out()).contains("no channel but the log");
            commands.run("notify", "test", "--engine", "memory").endsWith(2);
            Files.writeString(runbook, """

                    notify:
                      webhook: { url: "env:HOOK", key: "env:HOOK_KEY" }
                      email: { host: localhost, port: %d, security: none, from: boat@example.com, to: [ dba@example.com ] }
                    """.formatted(mail.getSmtp().getPort()), StandardOpenOption.APPEND);
            commands.with("HOOK", hook.baseUrl() + "/in/" + SECRET).with("HOOK_KEY", "key of " + SECRET);

            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            assertCompleted();

            forget();
            commands.with("DATABASE_URL", "");
            CommandLine.Outcome failed = commands.run("backup", "--mode", "daily", "--engine", "memory");
            assertThat(failed.exitCode()).isNotZero();
            assertThat(failed.out() + failed.err()).doesNotContain(SECRET);
            assertFailed();

            forget();
            assertTested(commands);
        }
    }

    private void assertCompleted() throws Exception {
        JsonNode completed = posted();
        assertThat(completed.path("event").asText()).isEqualTo("backup_completed");
        assertThat(completed.path("effect").asText()).isEqualTo("resolves");
        assertThat(completed.at("/facts/mode").asText()).isEqualTo("daily");
        assertThat(completed.at("/facts/set").asText()).startsWith("daily/");
        assertThat(completed.at("/facts/tables").asInt()).isPositive();
        assertThat(completed.at("/facts/duration").asText()).isNotEmpty();
        assertThat(mail.getReceivedMessages()).singleElement().satisfies(message -> assertThat(message.getSubject())
                .contains("backup daily completed"));
    }

    private void assertFailed() throws Exception {
        JsonNode failed = posted();
        assertThat(failed.path("event").asText()).isEqualTo("backup_failed");
        assertThat(failed.path("severity").asText()).isEqualTo("critical");
        assertThat(failed.at("/facts/error").asText()).contains("SECRET_MISSING");
        assertThat(failed.at("/facts/action").asText()).contains("lifeboat backup --mode daily");
        assertThat(failed.at("/facts/impact").asText()).contains("is not covered; the objective is");
        assertThat(failed.at("/facts/covered").asText()).contains("by daily/");
        assertThat(mail.getReceivedMessages()).singleElement().satisfies(message -> assertThat(message.getSubject())
                .contains("backup daily FAILED"));
    }

    /** Its environment counts for all other messages, so it has to count for the test. */
    private void assertSentByTheWorker(CommandLine commands) throws Exception {
        Path said = folder.resolve("dev.err");
        Process dev = commands.start(folder.resolve("dev.out"), said, "dev");
        try {
            Await.until("dev is up", Duration.ofSeconds(90), () -> Files.readString(said)
                    .contains("running; Ctrl-C"));
            commands.with("HOOK", "");
            CommandLine.Outcome sent = commands.run("notify", "test", "webhook").endsWith(0);
            assertThat(sent.err()).contains("sent by the worker");
        } finally {
            dev.destroy();
            dev.waitFor();
        }
        CommandLine.Outcome own = commands.run("notify", "test", "webhook").endsWith(1);
        assertThat(own.err()).contains("sent by this process, with its environment");
        assertThat(own.out()).contains("HOOK is not set");
        commands.with("HOOK", hook.baseUrl() + "/in/" + SECRET);
    }

    private void assertTested(CommandLine commands) throws Exception {
        assertThat(commands.run("notify", "test", "--engine", "memory")
                        .endsWith(0)
                        .out())
                .containsPattern("email +email +sent +[0-9]+ ms")
                .containsPattern("webhook +webhook +sent +[0-9]+ ms");
        assertThat(posted().path("event").asText()).isEqualTo("test");

        assertSentByTheWorker(commands);
        hook.stubFor(any(anyUrl()).willReturn(status(404)));
        CommandLine.Outcome one = commands.run("notify", "test", "webhook", "--engine", "memory", "--json")
                .endsWith(1);
        assertThat(one.out()).contains("CHANNEL_REFUSED", "\"failed\":1").doesNotContain(SECRET);
        commands.run("notify", "test", "pigeon", "--engine", "memory").endsWith(2);

        assertThat(commands.run("doctor").out()).contains("channel email").doesNotContain(SECRET);
        commands.with("HOOK", "");
        assertThat(commands.run("doctor").out()).contains("environment variable HOOK is not set");
    }
}
