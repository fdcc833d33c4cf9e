package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code lifeboat dev}: engine, worker, schedules and API in one process, and the command line beside it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static SampleSystem system;
    private static Process dev;
    private static String api;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        system = SampleSystem.create(folder, 5_000);
        Path said = folder.resolve("dev.err");
        dev = system.commands().start(folder.resolve("dev.out"), said, "dev");
        Await.until("dev is up", Duration.ofSeconds(90), () -> Files.readString(said)
                .contains("running; Ctrl-C"));
        api = found("LIFEBOAT_API=(\\S+)", Files.readString(said));
        token = found("LIFEBOAT_TOKEN=(\\S+)", Files.readString(said));
    }

    @AfterAll
    static void stop() throws Exception {
        dev.destroy();
        dev.waitFor();
        system.close();
    }

    @Test
    @Order(1)
    void makesEachScheduleOfTheRunbookAndRunsOneNow() throws Exception {
        assertThat(system.commands().run("doctor").endsWith(3).out())
                .containsPattern(
                        "warning +schedules +audit/bookings-assistant/verify is missing, backup/bookings-assistant/daily")
                .containsPattern("fix: +lifeboat schedules apply -r ");
        CommandLine.Outcome applied =
                system.commands().run("schedules", "apply", "--yes").endsWith(0);
        assertThat(applied.out()).contains("backup/bookings-assistant/daily", "drill/bookings-assistant/weekly");
        JsonNode schedules = get("/api/v1/schedules", 200);
        assertThat(schedules.size()).isGreaterThanOrEqualTo(5);
        assertThat(schedules.findValues("next")).allMatch(next -> next.size() == 5);
        assertThat(system.commands().run("doctor").out()).containsPattern("ok +schedules +" + schedules.size() + " on");

        system.commands().run("schedules", "run", "backup/daily").endsWith(0);
        Await.until(
                "a set is listed",
                Duration.ofSeconds(60),
                () -> get("/api/v1/sets", 200).path("sets").toString().contains("daily/"));
        JsonNode listed = get("/api/v1/sets", 200);
        assertThat(listed.path("sets")
                        .path(0)
                        .path("copies")
                        .path(0)
                        .path("store")
                        .asText())
                .isEqualTo("primary");
        assertThat(listed.path("silent").isObject()).isTrue();
        // What the examination found whole is signed once more.
        Await.until("the backup's head is signed", Duration.ofSeconds(60), () -> heads() == 1);
        system.commands().run("schedules", "run", "audit/verify").endsWith(0);
        Await.until("the examination's head is signed", Duration.ofSeconds(60), () -> heads() == 2);
        assertThat(system.commands().run("audit", "verify").endsWith(0).out()).contains("2 signed heads: whole");
        assertThat(system.commands().run("audit", "list").endsWith(0).out()).contains("audit_verified");
        system.commands().run("schedules", "run", "verify/monthly").endsWith(0);
        Await.until("all sets are verified", Duration.ofSeconds(60), () -> reports("verifications") == 1);
        assertThat(system.commands().run("list", "--json").endsWith(0).out()).contains("\"state\":\"verified\"");
        assertThat(system.commands()
                        .run("schedules", "run", "nonsense")
                        .endsWith(2)
                        .err())
                .contains("there is no schedule nonsense");
    }

    private static long heads() throws IOException {
        return records("backups/audit/heads/bookings-assistant");
    }

    private static long reports(String kind) throws IOException {
        return records("backups/reports/" + kind);
    }

    private static long records(String inner) throws IOException {
        Path place = folder.resolve(inner);
        if (!Files.exists(place)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        }
    }

    @Test
    @Order(2)
    void asksForATokenAndForTheRightRole() throws Exception {
        assertThat(send("GET", "/api/v1/sets", null, null).statusCode()).isEqualTo(401);
        String developer = system.commands()
                .run("token", "create", "--name", "dev-two", "--role", "developer")
                .endsWith(0)
                .out()
                .strip();
        HttpResponse<String> refused =
                send("POST", "/api/v1/restores", developer, "{\"set\":\"latest\",\"target\":\"env:TARGET_URL\"}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
        system.commands().run("token", "revoke", "--name", "dev-two").endsWith(0);
        assertThat(send("GET", "/api/v1/sets", developer, null).statusCode()).isEqualTo(401);
    }

    @Test
    @Order(3)
    void restoresOverTheApiAndIsDecidedByAPersonWithAToken() throws Exception {
        HttpResponse<String> url =
                send("POST", "/api/v1/restores", token, "{\"target\":\"postgresql://me:hunter2@localhost/x\"}");
        assertThat(url.statusCode()).isEqualTo(422);
        assertThat(url.body()).doesNotContain("hunter2");

        String run = post("/api/v1/restores", "{\"set\":\"latest\",\"target\":\"env:TARGET_URL\"}", 202)
                .path("run")
                .asText();
        JsonNode waiting = waitingFor(run, "auth");
        String order = JSON.writeValueAsString(JSON.createObjectNode()
                .put("verb", "approve")
                .put("evidence", waiting.get("evidence").asText())
                .put("nonce", "0".repeat(32)));
        assertThat(send("POST", "/api/v1/restores/" + run + "/phases/auth/decision", token, order)
                        .statusCode())
                .as("yesterday's nonce")
                .isEqualTo(409);

        CommandLine signedIn = system.another().with("LIFEBOAT_API", api).with("LIFEBOAT_TOKEN", token);
        assertThat(signedIn.run("status").endsWith(21).out()).contains("waiting: auth: green");
        signedIn.run("decide", "business-core", "approve").endsWith(2);
        signedIn.run("decide", "auth", "approve", "--evidence", "00000000").endsWith(2);
        for (String phase :
                new String[] {"auth", "business-core", "bookings-payments", "communications", "remainder"}) {
            waitingFor(run, phase);
            if (phase.equals("communications")) {
                temporalDies(run);
            }
            assertThat(signedIn.run("decide", phase, "approve").endsWith(0).out())
                    .contains("approve by dev-")
                    .doesNotContain("unauthenticated");
        }
        Await.until(
                "the restore is over",
                Duration.ofMinutes(1),
                () -> get("/api/v1/restores/" + run, 200).path("step").asText().equals("COMPLETED"));
        assertThat(signedIn.run("decide", "remainder", "approve").endsWith(10).err())
                .contains("no restore is running");
    }

    /** In the middle of a restore: whoever uses it starts it again where it was, and the restore waits on. */
    private static void temporalDies(String run) throws Exception {
        Path address = folder.resolve("state").resolve("temporal.json");
        JsonNode before = JSON.readTree(address.toFile());
        ProcessHandle.of(before.get("pid").asLong()).orElseThrow().destroyForcibly();
        Await.until(
                "Temporal is there again",
                Duration.ofSeconds(60),
                () -> JSON.readTree(address.toFile()).get("pid").asLong()
                        != before.get("pid").asLong());
        assertThat(JSON.readTree(address.toFile()).get("port")).isEqualTo(before.get("port"));
        Await.until(
                "the restore answers",
                Duration.ofSeconds(60),
                () -> send("GET", "/api/v1/restores/" + run, token, null).statusCode() == 200);
        assertThat(system.commands().run("status").endsWith(21).out()).contains("waiting: communications");
        assertThat(Files.readString(folder.resolve("dev.err")))
                .containsOnlyOnce("it was started again with its database")
                .doesNotContain("\tat ");
    }

    @Test
    @Order(4)
    void startsOnceForOneIdempotencyKey() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + "/api/v1/backups"))
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", "deploy-17")
                .POST(HttpRequest.BodyPublishers.ofString("{\"mode\":\"on-demand\"}"));
        HttpClient client = HttpClient.newHttpClient();
        String first = client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
        String second = client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(second).isEqualTo(first).contains("deploy-17");
    }

    @Test
    @Order(5)
    void tellsWhetherItLivesAndIsReadyAndCounts() throws Exception {
        assertThat(send("GET", "/livez", null, null).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/readyz", null, null).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics", token, null).body()).contains("temporal_request");
        assertThat(send("GET", "/api/v1/openapi.yaml", token, null).body()).contains("openapi: 3");
    }

    @Test
    @Order(6)
    void refusesASecondProcessForTheSameRunbook() throws Exception {
        assertThat(system.commands().run("dev").endsWith(11).err())
                .contains("process " + dev.pid() + " (`kill " + dev.pid() + "` ends it) works for");
    }

    private static JsonNode waitingFor(String run, String phase) throws Exception {
        Await.until(phase + " waits", Duration.ofMinutes(1), () -> get("/api/v1/restores/" + run, 200)
                .at("/waiting/phase")
                .asText()
                .equals(phase));
        return get("/api/v1/restores/" + run, 200).get("waiting");
    }

    private static JsonNode get(String path, int status) throws Exception {
        return expect(send("GET", path, token, null), status);
    }

    private static JsonNode post(String path, String body, int status) throws Exception {
        return expect(send("POST", path, token, body), status);
    }

    private static JsonNode expect(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> send(String method, String path, String bearer, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
