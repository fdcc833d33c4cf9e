package dev.lifeboat.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.api.Operations.DecisionOrder;
import dev.lifeboat.dashboard.Overview;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.run.RunLine;
import dev.lifeboat.session.WireJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs as the API of a {@code lifeboat serve} tells them; decisions are those of the token's holder. */
final class ApiRuns implements RunSource {
    private static final ObjectMapper JSON = WireJson.mapper();
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final URI base;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** Throws USAGE unless the address is https, or http to this machine: a token must not travel in the open. */
    ApiRuns(String url, String token) {
        URI parsed = Usage.parse(() -> URI.create(url.endsWith("/") ? url : url + "/"));
        boolean loopback = parsed.getHost() != null
                && List.of("localhost", "127.0.0.1", "[::1]").contains(parsed.getHost());
        if (!"https".equals(parsed.getScheme()) && !("http".equals(parsed.getScheme()) && loopback)) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "LIFEBOAT_API must be an https address, or http to this machine");
        }
        this.base = parsed;
        this.token = token;
    }

    @Override
    public List<RunLine> openRestores() {
        return runs("restores").stream()
                .filter(run -> run.state().equals("running"))
                .toList();
    }

    @Override
    public List<RunLine> recent() {
        List<RunLine> all = new ArrayList<>();
        for (String kind : List.of("restores", "backups", "drills")) {
            all.addAll(runs(kind));
        }
        all.sort(Comparator.comparing(RunLine::startedAt).reversed());
        return all;
    }

    private List<RunLine> runs(String kind) {
        return JSON.convertValue(send("GET", "api/v1/" + kind, null), new TypeReference<List<RunLine>>() {});
    }

    @Override
    public RunLine describe(String run) {
        return recent().stream()
                .filter(line -> line.run().equals(run))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(ErrorCode.NO_SUCH_RUN, "there is no run " + run));
    }

    @Override
    public RestoreProgress progress(String run) {
        return JSON.convertValue(send("GET", "api/v1/restores/" + run, null), RestoreProgress.class);
    }

    /** Of the runbook that it serves. */
    @Override
    public Overview overview(RunbookOption runbook) {
        return JSON.convertValue(send("GET", "api/v1/dashboard", null), Overview.class);
    }

    @Override
    public DecisionReceipt decide(
            RestoreProgress progress, Waiting waiting, Verb verb, @Nullable String reason, @Nullable String target) {
        DecisionOrder order = new DecisionOrder(verb, waiting.evidence(), waiting.nonce(), reason, target);
        return JSON.convertValue(
                send("POST", "api/v1/restores/" + progress.runId() + "/phases/" + waiting.phase() + "/decision", order),
                DecisionReceipt.class);
    }

    private JsonNode send(String method, String path, @Nullable Object body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                    .timeout(LONGEST)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw problem(response);
            }
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE, base + " does not answer as Lifeboat's API does", e);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE, base + " cannot be reached (LIFEBOAT_API): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERRUPTED, "interrupted", e);
        }
    }

    /** The error that the API's problem names, with its own exit code. */
    private static LifeboatException problem(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() == 401) {
            return new LifeboatException(ErrorCode.FORBIDDEN, "the API does not know LIFEBOAT_TOKEN");
        }
        JsonNode problem = JSON.readTree(response.body());
        String type = problem.path("type").asText("");
        String name = type.substring(type.lastIndexOf(':') + 1);
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElse(ErrorCode.ENGINE_UNAVAILABLE);
        return new LifeboatException(
                code, problem.path("detail").asText("the API answers with status " + response.statusCode()));
    }

    @Override
    public void close() {
        // The JDK's client has nothing to close on 17.
    }
}
