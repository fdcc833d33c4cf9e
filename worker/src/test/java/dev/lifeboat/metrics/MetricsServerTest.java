package dev.lifeboat.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What a worker answers over HTTP, and what not. */
class MetricsServerTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void givesItsNumbersAndNothingElse() throws Exception {
        try (MetricsServer server = MetricsServer.start("127.0.0.1", 0, () -> "lifeboat_sets 1\n")) {
            HttpResponse<String> metrics = send(server, "GET", "/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.body()).isEqualTo("lifeboat_sets 1\n");
            assertThat(metrics.headers().firstValue("content-type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(send(server, "GET", "/").statusCode()).isEqualTo(404);
            assertThat(send(server, "GET", "/metrics/../etc/passwd").statusCode())
                    .isEqualTo(404);
            assertThat(send(server, "POST", "/metrics").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void saysWhereItCannotListen() {
        try (MetricsServer server = MetricsServer.start("127.0.0.1", 0, () -> "")) {
            assertThatThrownBy(() -> MetricsServer.start("127.0.0.1", server.port(), () -> ""))
                    .isInstanceOf(LifeboatException.class)
                    .hasMessageContaining("metrics cannot be given at 127.0.0.1:" + server.port());
        }
    }

    private HttpResponse<String> send(MetricsServer server, String method, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
