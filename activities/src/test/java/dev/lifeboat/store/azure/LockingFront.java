package dev.lifeboat.store.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What Azurite lacks, before it: immutability policies of blobs, as Microsoft's reference of the service says. A locked policy
 * can only be made longer; what one protects is neither deleted nor replaced. Requests have to be signed by a signature in their
 * address: it does not cover the headers that are taken off here.
 */
public final class LockingFront implements AutoCloseable {
    private static final String UNTIL = "x-ms-immutability-policy-until-date";
    private static final String MODE = "x-ms-immutability-policy-mode";
    /** What the JDK's client sets by itself. */
    private static final Set<String> OWN =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "http2-settings");

    private final Map<String, Policy> policies = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final String behind;

    /** How a blob is protected, in the words of the protocol. */
    record Policy(String until, String mode) {
        boolean holds() {
            return end().isAfter(Instant.now());
        }

        boolean allows(Policy next) {
            return !mode.equalsIgnoreCase("locked")
                    || (next.mode.equalsIgnoreCase("locked") && !next.end().isBefore(end()));
        }

        private Instant end() {
            return ZonedDateTime.parse(until, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        }
    }

    public LockingFront(String behind) throws IOException {
        this.behind = behind;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How the blob of this path, which begins with the account, is protected; null: it is not. */
    @Nullable
    Policy policyOf(String path) {
        return policies.get(path);
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            URI address = exchange.getRequestURI();
            String path = address.getPath();
            String query = String.valueOf(address.getQuery());
            Policy held = policies.get(path);
            Policy asked = asked(exchange);
            if (query.contains("comp=immutabilityPolicies")) {
                answerPolicy(exchange, path, held, asked);
            } else if (exchange.getRequestMethod().equals("DELETE") && held != null && held.holds()) {
                refuse(exchange);
            } else {
                pass(exchange, path, held, asked);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Policy asked(HttpExchange exchange) {
        String until = exchange.getRequestHeaders().getFirst(UNTIL);
        return until == null
                ? null
                : new Policy(until, exchange.getRequestHeaders().getFirst(MODE));
    }

    private void answerPolicy(HttpExchange exchange, String path, @Nullable Policy held, Policy asked)
            throws IOException {
        if (held != null && !held.allows(asked)) {
            refuse(exchange);
            return;
        }
        policies.put(path, asked);
        show(exchange, asked);
        exchange.sendResponseHeaders(200, -1);
    }

    private void pass(HttpExchange exchange, String path, @Nullable Policy held, @Nullable Policy asked)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()));
        String method = exchange.getRequestMethod();
        byte[] body = exchange.getRequestBody().readAllBytes();
        request.method(method, method.equals("PUT") ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))
                    && !name.equalsIgnoreCase(UNTIL)
                    && !name.equalsIgnoreCase(MODE)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() == 201 && asked != null) {
            policies.put(path, asked);
        }
        answer.headers().map().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("transfer-encoding") && !name.equalsIgnoreCase("connection")) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        if (held != null && answer.statusCode() < 300) {
            show(exchange, held);
        }
        byte[] content = answer.body();
        exchange.sendResponseHeaders(
                answer.statusCode(), method.equals("HEAD") || content.length == 0 ? -1 : content.length);
        if (content.length > 0) {
            exchange.getResponseBody().write(content);
        }
    }

    private static void show(HttpExchange exchange, Policy policy) {
        exchange.getResponseHeaders().set(UNTIL, policy.until());
        exchange.getResponseHeaders().set(MODE, policy.mode());
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        String code = "BlobImmutableDueToPolicy";
        byte[] body = ("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>"
                        + "This operation is not permitted as the blob is immutable due to a policy.</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("x-ms-error-code", code);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(409, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
