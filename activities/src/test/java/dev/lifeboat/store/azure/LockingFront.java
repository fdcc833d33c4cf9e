package dev.lifeboat.store.azure;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What Azurite lacks, before it: immutability policies and legal holds of blobs, as Microsoft's reference of the
 * service says. A locked policy can only be made longer; what one protects is not deleted.
 */
public final class LockingFront extends Front {
    private static final String UNTIL = "x-ms-immutability-policy-until-date";
    private static final String MODE = "x-ms-immutability-policy-mode";

    private static final String HOLD = "x-ms-legal-hold";

    private final Map<String, Policy> policies = new ConcurrentHashMap<>();
    private volatile boolean hides;
    private final Set<String> underHold = ConcurrentHashMap.newKeySet();

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
        super(behind);
    }

    /** How the blob of this path, which begins with the account, is protected; null: it is not. */
    @Nullable
    Policy policyOf(String path) {
        return policies.get(path);
    }

    /** As where versions are kept: what is deleted by its name alone is gone from sight, whatever protects its version. */
    void hidesInsteadOfRefusing() {
        hides = true;
    }

    /** Puts the blob of this path under legal hold, beside its policy or without one. */
    void hold(String path) {
        underHold.add(path);
    }

    @Override
    void answer(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        Policy held = policies.get(path);
        String until = exchange.getRequestHeaders().getFirst(UNTIL);
        Policy asked = until == null
                ? null
                : new Policy(until, exchange.getRequestHeaders().getFirst(MODE));
        if (query.contains("comp=immutabilityPolicies")) {
            answerPolicy(exchange, path, held, asked);
        } else if (exchange.getRequestMethod().equals("DELETE")
                && !hides
                && (underHold.contains(path) || (held != null && held.holds()))) {
            refuse(exchange);
        } else {
            HttpResponse<byte[]> answer = pass(exchange, Set.of(UNTIL, MODE));
            if (answer.statusCode() == 201 && asked != null) {
                policies.put(path, asked);
            }
            if (held != null && answer.statusCode() < 300) {
                show(exchange, held);
            }
            if (underHold.contains(path)) {
                exchange.getResponseHeaders().set(HOLD, "true");
            }
            send(exchange, answer.statusCode(), answer.body(), answer.body().length);
        }
    }

    private void answerPolicy(HttpExchange exchange, String path, @Nullable Policy held, Policy asked)
            throws IOException {
        if (held != null && !held.allows(asked)) {
            refuse(exchange);
            return;
        }
        policies.put(path, asked);
        show(exchange, asked);
        send(exchange, 200, new byte[0], 0);
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
        send(exchange, 409, body, body.length);
    }
}
