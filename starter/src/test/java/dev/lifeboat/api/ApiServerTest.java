package dev.lifeboat.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerTest {
    private static final String DECISION = "{\"verb\":\"approve\",\"evidence\":\"e\",\"nonce\":\"n\"}";

    @TempDir
    Path folder;

    private final RecordedOperations operations = new RecordedOperations();
    private final HttpClient client = HttpClient.newHttpClient();
    private Tokens tokens;
    private ApiServer server;

    @BeforeEach
    void start() {
        tokens = new Tokens(folder);
        for (Role role : List.of(Role.SUPPORT, Role.DEVELOPER, Role.ADMIN)) {
            secrets.add(tokens.create(role.wireName(), role, Instant.EPOCH));
        }
        server = ApiServer.start(operations, tokens, "127.0.0.1", 0);
    }

    private final List<String> secrets = new ArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/metrics,401,200,200,200",
        "GET,/api/v1/openapi.yaml,401,200,200,200",
        "GET,/api/v1/sets,401,403,200,200",
        "GET,/api/v1/readiness,401,403,200,200",
        "GET,/api/v1/dashboard,401,403,200,200",
        "GET,/api/v1/backups,401,403,200,200",
        "GET,/api/v1/restores,401,403,200,200",
        "GET,/api/v1/restores/restore/x/y,401,403,200,200",
        "GET,/api/v1/drills,401,403,200,200",
        "GET,/api/v1/schedules,401,403,200,200",
        "POST,/api/v1/backups,401,403,202,202",
        "POST,/api/v1/drills,401,403,202,202",
        "POST,/api/v1/restores,401,403,403,202",
        "POST,/api/v1/restores/restore/x/y/phases/auth/decision,401,403,403,200",
        "HEAD,/api/v1/sets,403,403,403,403",
        "HEAD,/metrics,403,403,403,403",
        "GET,/nowhere,404,404,404,404",
        "DELETE,/api/v1/sets,404,404,404,404",
        "GET,/livez,200,200,200,200",
        "GET,/readyz,200,200,200,200"
    })
    void deniesByDefault(String method, String path, int nobody, int support, int developer, int admin)
            throws Exception {
        String body =
                path.endsWith("decision") ? DECISION : path.endsWith("restores") ? "{\"target\":\"env:T\"}" : "{}";
        assertThat(send(method, path, null, body).statusCode()).isEqualTo(nobody);
        assertThat(send(method, path, secrets.get(0), body).statusCode()).isEqualTo(support);
        assertThat(send(method, path, secrets.get(1), body).statusCode()).isEqualTo(developer);
        assertThat(send(method, path, secrets.get(2), body).statusCode()).isEqualTo(admin);
    }

    @Test
    void decidesAsTheSignedInPerson() throws Exception {
        send("POST", "/api/v1/restores/restore/x/y/phases/auth/decision", secrets.get(2), DECISION);
        assertThat(operations.calls).containsExactly("decide restore/x/y auth APPROVE by admin");
    }

    @Test
    void passesOnWhyAnAlarmedSetIsRehearsed() throws Exception {
        send("POST", "/api/v1/drills", secrets.get(1), "{\"despiteAlarm\":\"the rows were meant to go\"}");
        assertThat(operations.calls).containsExactly("drill by developer despite the rows were meant to go");
    }

    @Test
    void saysWhoLooks() throws Exception {
        send("GET", "/api/v1/sets", secrets.get(1), null);
        assertThat(operations.calls).containsExactly("sets by developer");
    }

    @Test
    void passesTheIdempotencyKeyOn() throws Exception {
        HttpRequest request = request("POST", "/api/v1/backups", secrets.get(1), "{}")
                .header("Idempotency-Key", "deploy-17")
                .build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(202);
        assertThat(operations.calls).containsExactly("backup by developer key deploy-17");
    }

    @Test
    void answersErrorsAsProblems() throws Exception {
        HttpResponse<String> response = send("GET", "/api/v1/restores/%3Cscript%3E", secrets.get(2), null);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(response.body());
        assertThat(problem.get("type").asText()).isEqualTo("urn:lifeboat:error:NO_SUCH_RUN");
        assertThat(problem.get("hint").asText()).contains("lifeboat status");
    }

    @Test
    void whoShowsNoTokenGetsAProblemWithAName() throws Exception {
        HttpResponse<String> response = send("GET", "/api/v1/restores", null, null);
        assertThat(response.statusCode()).isEqualTo(401);
        JsonNode problem = new ObjectMapper().readTree(response.body());
        assertThat(problem.get("type").asText()).isEqualTo("urn:lifeboat:error:FORBIDDEN");
        assertThat(problem.get("hint").asText()).contains("lifeboat token create");
    }

    @Test
    void tellsNothingOfAnUnexpectedError() throws Exception {
        HttpResponse<String> response = send("GET", "/api/v1/sets/daily/2026-01-01", secrets.get(2), null);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("INTERNAL").doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"mode\":\"hourly\"}", "{\"unknown\":1}", "null-and-void"})
    void refusesABodyItDoesNotKnow(String body) throws Exception {
        HttpResponse<String> response = send("POST", "/api/v1/backups", secrets.get(2), body);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("USAGE");
        assertThat(operations.calls).isEmpty();
    }

    @Test
    void refusesAHugeBody() throws Exception {
        HttpResponse<String> response =
                send("POST", "/api/v1/backups", secrets.get(2), "{\"reason\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
    }

    @Test
    void saysThatTheEngineDoesNotAnswer() throws Exception {
        operations.ready = false;
        HttpResponse<String> response = send("GET", "/api/v1/schedules", secrets.get(1), null);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("ENGINE_UNAVAILABLE", "does not answer: UNAVAILABLE");
    }

    /** What a body may hold stands in the document, which forbids all else. */
    @ParameterizedTest
    @CsvSource({"BackupOrder", "RestoreOrder", "DrillOrder", "DecisionOrder"})
    void documentsEveryFieldOfABodyAndNoOther(String name) throws Exception {
        String text = send("GET", "/api/v1/openapi.yaml", secrets.get(0), null).body();
        JsonNode schema = new YAMLMapper().readTree(text).at("/components/schemas/" + name);
        assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
        List<String> fields = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Operations.class.getDeclaredClasses())
                        .filter(type -> type.getSimpleName().equals(name))
                        .flatMap(type -> Stream.of(type.getRecordComponents()))
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void isNotReadyWithoutItsEngine() throws Exception {
        operations.ready = false;
        assertThat(send("GET", "/readyz", null, null).statusCode()).isEqualTo(503);
        assertThat(send("GET", "/livez", null, null).statusCode()).isEqualTo(200);
    }

    @Test
    void documentsEveryRouteAndNoOther() throws Exception {
        String text = send("GET", "/api/v1/openapi.yaml", secrets.get(0), null).body();
        JsonNode document = new YAMLMapper().readTree(text);
        List<String> documented = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> documented.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(documented).containsExactlyInAnyOrderElementsOf(server.routes());
    }

    private HttpResponse<String> send(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        return client.send(request(method, path, token, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String method, String path, String token, String body) {
        HttpRequest.BodyPublisher publisher = body == null || !method.equals("POST")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, publisher);
        return token == null ? builder : builder.header("Authorization", "Bearer " + token);
    }
}
