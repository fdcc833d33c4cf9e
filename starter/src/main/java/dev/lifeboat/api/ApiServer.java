package dev.lifeboat.api;

import static dev.lifeboat.api.Role.ADMIN;
import static dev.lifeboat.api.Role.DEVELOPER;
import static dev.lifeboat.api.Role.PUBLIC;
import static dev.lifeboat.api.Role.SUPPORT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lifeboat.api.Operations.BackupOrder;
import dev.lifeboat.api.Operations.DecisionOrder;
import dev.lifeboat.api.Operations.DrillOrder;
import dev.lifeboat.api.Operations.RestoreOrder;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.session.KnownFailures;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.security.RouteRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API. Every route names the least role that may call it; a request without a route, or to a route without a role,
 * is denied. Errors are RFC 9457 and never reflect the request as HTML.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final long MOST_BODY_BYTES = 64 << 10;
    private static final String PRINCIPAL = "lifeboat.principal";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Operations operations;
    private final Tokens tokens;
    private final Javalin javalin;

    private ApiServer(Operations operations, Tokens tokens, String host, int port) {
        this.operations = operations;
        this.tokens = tokens;
        this.javalin = Javalin.create(config -> configure(config, host, port));
    }

    /**
     * Starts listening.
     *
     * @param port 0 for a free one
     */
    public static ApiServer start(Operations operations, Tokens tokens, String host, int port) {
        ApiServer server = new ApiServer(operations, tokens, host, port);
        server.javalin.start();
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Every route as {@code METHOD path}, for comparison with the published document. */
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .toList();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig config, String host, int port) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.jetty.host = host;
        config.jetty.port = port;
        config.http.maxRequestSize = MOST_BODY_BYTES;
        config.http.prefer405over404 = false;
        config.routes.before(ApiServer::harden);
        config.routes.beforeMatched(this::authorise);
        health(config.routes);
        runs(config.routes);
        catalogue(config.routes);
        errors(config.routes);
    }

    private void health(RoutesConfig routes) {
        routes.get("/livez", context -> json(context, 200, Map.of("status", "live")), PUBLIC);
        routes.get(
                "/readyz",
                context -> {
                    boolean ready = operations.ready();
                    json(context, ready ? 200 : 503, Map.of("status", ready ? "ready" : "the engine does not answer"));
                },
                PUBLIC);
        routes.get(
                "/metrics",
                context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(operations.metrics()),
                SUPPORT);
        routes.get(
                "/api/v1/openapi.yaml",
                context ->
                        context.contentType("application/yaml; charset=utf-8").result(openApi()),
                SUPPORT);
    }

    private void runs(RoutesConfig routes) {
        routes.post(
                "/api/v1/backups",
                context -> json(
                        context,
                        202,
                        operations.startBackup(body(context, BackupOrder.class), principal(context), key(context))),
                DEVELOPER);
        routes.get("/api/v1/backups", context -> json(context, 200, operations.runs("backup")), DEVELOPER);
        routes.post(
                "/api/v1/restores",
                context -> json(
                        context,
                        202,
                        operations.startRestore(body(context, RestoreOrder.class), principal(context), key(context))),
                ADMIN);
        routes.get("/api/v1/restores", context -> json(context, 200, operations.runs("restore")), DEVELOPER);
        routes.get(
                "/api/v1/restores/<id>",
                context -> json(context, 200, operations.progress(context.pathParam("id"))),
                DEVELOPER);
        routes.post(
                "/api/v1/restores/<id>/phases/{phase}/decision",
                context -> json(
                        context,
                        200,
                        operations.decide(
                                context.pathParam("id"),
                                context.pathParam("phase"),
                                body(context, DecisionOrder.class),
                                principal(context))),
                ADMIN);
        routes.post(
                "/api/v1/drills",
                context -> json(
                        context,
                        202,
                        operations.startDrill(body(context, DrillOrder.class), principal(context), key(context))),
                DEVELOPER);
        routes.get("/api/v1/drills", context -> json(context, 200, operations.runs("drill")), DEVELOPER);
        routes.get("/api/v1/schedules", context -> json(context, 200, operations.schedules()), DEVELOPER);
    }

    private void catalogue(RoutesConfig routes) {
        routes.get("/api/v1/sets", context -> json(context, 200, operations.sets(principal(context))), DEVELOPER);
        routes.get(
                "/api/v1/sets/<id>",
                context -> json(context, 200, operations.set(context.pathParam("id"), principal(context))),
                DEVELOPER);
        routes.get("/api/v1/readiness", context -> json(context, 200, operations.readiness()), DEVELOPER);
        routes.get("/api/v1/dashboard", context -> json(context, 200, operations.dashboard()), DEVELOPER);
    }

    private static void errors(RoutesConfig routes) {
        routes.exception(
                HttpResponseException.class,
                (exception, context) -> problem(
                        context,
                        Problem.of(
                                exception.getStatus(),
                                titleOf(exception.getStatus()),
                                titleOf(exception.getStatus()))));
        routes.exception(Exception.class, (exception, context) -> {
            LifeboatException known = KnownFailures.find(exception);
            if (known == null) {
                LOG.error(
                        "event=request-failed path={} error={}",
                        context.path(),
                        exception.getClass().getName(),
                        exception);
            }
            problem(
                    context,
                    known == null
                            ? Problem.of(ErrorCode.INTERNAL, "the log of this process has the details")
                            : Problem.of(known.code(), known.getMessage()));
        });
    }

    private static void harden(Context context) {
        context.header("Cache-Control", "no-store");
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Content-Security-Policy", "default-src 'none'");
    }

    /** HEAD on a GET route, and a route somebody forgot to protect, come without roles: denied. */
    private void authorise(Context context) {
        Set<RouteRole> roles = context.routeRoles();
        if (roles.contains(PUBLIC)) {
            return;
        }
        if (context.method().equals(HandlerType.HEAD) || roles.size() != 1) {
            throw new LifeboatException(ErrorCode.FORBIDDEN, "this request is not allowed");
        }
        Optional<Principal> principal = bearer(context).flatMap(tokens::authenticate);
        if (principal.isEmpty()) {
            context.header("WWW-Authenticate", "Bearer realm=\"lifeboat\"");
            throw new HttpResponseException(401, "unauthorised");
        }
        Role required = (Role) roles.iterator().next();
        if (!principal.get().role().mayDo(required)) {
            throw new LifeboatException(ErrorCode.FORBIDDEN, "this needs the role " + required.wireName());
        }
        context.attribute(PRINCIPAL, principal.get());
    }

    private static Optional<String> bearer(Context context) {
        String header = context.header("Authorization");
        return header != null && header.startsWith("Bearer ")
                ? Optional.of(header.substring("Bearer ".length()).strip())
                : Optional.empty();
    }

    private static Principal principal(Context context) {
        return Objects.requireNonNull(context.attribute(PRINCIPAL));
    }

    private static @Nullable String key(Context context) {
        String key = context.header("Idempotency-Key");
        if (key != null && !key.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new LifeboatException(ErrorCode.USAGE, "Idempotency-Key may hold 1 to 64 letters, digits and ._-");
        }
        return key;
    }

    private static <T> T body(Context context, Class<T> type) {
        String text = context.body();
        try {
            T body = JSON.readValue(text.isEmpty() ? "{}" : text, type);
            if (body == null) {
                throw new LifeboatException(ErrorCode.USAGE, "the body is null; this route takes an object");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "the body is not what this route takes: line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
    }

    private static void json(Context context, int status, Object body) {
        try {
            context.status(status).contentType("application/json").result(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the answer cannot be written as JSON", e);
        }
    }

    private static void problem(Context context, Problem problem) {
        json(context, problem.status(), problem);
        context.contentType(Problem.MEDIA_TYPE);
    }

    private static String titleOf(int status) {
        return switch (status) {
            case 401 -> "Unauthorised";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 413 -> "Request too large";
            default -> "Request refused";
        };
    }

    private static String openApi() {
        try (InputStream resource = ApiServer.class.getResourceAsStream("openapi.yaml")) {
            return new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "openapi.yaml is missing from the jar", e);
        }
    }
}
