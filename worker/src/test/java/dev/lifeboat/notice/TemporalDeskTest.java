package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.NoticeLimit;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.worker.Converters;
import dev.lifeboat.worker.LifeboatWorker;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TemporalDevServer;
import io.temporal.testing.TemporalDevServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk on a real Temporal server: the only engine on which it is asked. */
class TemporalDeskTest {
    private static final String QUEUE = "lifeboat-desk";

    @TempDir
    Path folder;

    private final List<String> posted = new CopyOnWriteArrayList<>();
    private HttpServer chat;
    private TemporalDevServer server;
    private WorkflowServiceStubs stubs;
    private WorkflowClient client;

    @BeforeEach
    void start() throws IOException {
        chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        chat.createContext("/", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        chat.start();
        List<String> attributes = new ArrayList<>();
        SearchKeys.all().forEach(key -> attributes.addAll(List.of("--search-attribute", key.getName() + "=Keyword")));
        server = TemporalDevServer.start(TemporalDevServerOptions.newBuilder()
                .setExistingPath(binary())
                .setDownloadEnabled(false)
                .setUiEnabled(false)
                .setLogLevel("error")
                .setExtraArgs(attributes)
                .build());
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(server.getTarget())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(server.getNamespace())
                        .setDataConverter(Converters.converter())
                        .build());
    }

    @AfterEach
    void stop() {
        stubs.shutdownNow();
        server.close();
        chat.stop(0);
    }

    /** The tools folder's or the PATH's. */
    private static String binary() {
        Path own = Path.of(System.getProperty("lifeboat.root"), ".tools", "bin", "temporal");
        return Stream.concat(
                        Stream.of(own),
                        Arrays.stream(System.getenv("PATH").split(":", -1)).map(place -> Path.of(place, "temporal")))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the temporal binary is missing; `sh .ci/tools` builds it"));
    }

    private LifeboatWorker worker() {
        String url = "http://127.0.0.1:" + chat.getAddress().getPort() + "/services/T0";
        return LifeboatWorker.standing(client, QUEUE, new Secrets(Map.of("SLACK", url)), folder);
    }

    private static Notify notify(int notices, Duration per) {
        ChannelSettings slack = TestNotices.settings(ChannelKind.SLACK, "env:SLACK", null, null);
        return TestNotices.notify(Map.of("slack", slack), new NoticeLimit(notices, per), null, Map.of());
    }

    private boolean holds(String queue, Notify notifications, String subject) {
        Notice notice = new Notice(
                subject,
                Instant.parse("2026-11-22T02:00:00Z"),
                "shop",
                "backup/shop/1",
                NoticeEvent.BACKUP_COMPLETED,
                Severity.INFO,
                "backup/shop/daily",
                subject,
                "",
                List.of(),
                null);
        Notify.Named slack = notifications.channel("slack");
        assertThat(slack.kind()).isEqualTo(ChannelKind.SLACK);
        return new TemporalDesk(client, queue).holds(notice, slack, notifications);
    }

    @Test
    void countsOverAllRunsAndSendsWhatItHeldAlsoWhenAnotherWorkerHasToDoIt() {
        Notify two = notify(2, Duration.ofSeconds(15));
        try (LifeboatWorker first = worker()) {
            assertThat(first).isNotNull();
            assertThat(holds(QUEUE, two, "one")).isFalse();
            assertThat(holds(QUEUE, two, "two")).isFalse();
            assertThat(holds(QUEUE, two, "three")).isTrue();
            assertThat(holds(QUEUE, two, "three")).as("a second try").isTrue();
        }
        try (LifeboatWorker second = worker()) {
            assertThat(second).isNotNull();
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (posted.isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
        assertThat(posted).singleElement().satisfies(message -> assertThat(message)
                .contains("1 notice was held back since", "three"));
    }

    @Test
    void letsANoticeThroughWhereNobodyAnswers() {
        assertThat(holds("nobody-works-here", notify(1, Duration.ofMinutes(10)), "one"))
                .isFalse();
    }

    /** A desk that does not answer held up all those that would. */
    @Test
    void goesOnAskingOthersWhereNobodyAnswers() {
        Notify one = notify(1, Duration.ofMinutes(10));
        ExecutorService asking = Executors.newFixedThreadPool(8);
        try (LifeboatWorker worker = worker()) {
            assertThat(worker).isNotNull();
            assertThat(holds(QUEUE, one, "one")).isFalse();
            for (int number = 0; number < 8; number++) {
                String subject = "silent " + number;
                asking.execute(() -> holds("nobody-works-here", one, subject));
            }
            assertThat(holds(QUEUE, one, "two")).isTrue();
        } finally {
            asking.shutdownNow();
        }
    }
}
