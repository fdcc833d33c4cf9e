package dev.lifeboat.notice;

import static dev.lifeboat.error.ErrorCode.CHANNEL_REFUSED;
import static dev.lifeboat.error.ErrorCode.CHANNEL_UNAVAILABLE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts to a channel's URL. Only over https, unless it is this machine or the runbook says that it is meant; never where a redirect
 * points: a message with a token in it goes to the host that was named, and nowhere else. URL and answer are never shown.
 */
final class WebCall {
    /** The time a receiver may take, both to be reached and to answer. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration LATEST = Duration.ofHours(1);

    private final HttpClient client;
    private final Duration patience;
    private final String channel;
    private final ChannelSettings settings;
    private final boolean insecure;
    private final Secrets secrets;

    WebCall(HttpClient client, Duration patience, Notify.Named channel, Secrets secrets) {
        this.client = client;
        this.patience = patience;
        this.channel = channel.name();
        this.settings = channel.settings();
        this.insecure = channel.settings().insecure();
        this.secrets = secrets;
    }

    /** A client that goes nowhere else. */
    static HttpClient client(Duration patience) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
    }

    /** The URL behind a reference. */
    URI address(String reference) {
        URI address;
        try {
            address = URI.create(secrets.resolve(reference).value().strip());
        } catch (IllegalArgumentException e) {
            throw refused("its URL cannot be read");
        }
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String host = address.getHost();
        if (host == null || !Set.of("http", "https").contains(scheme)) {
            throw refused("its URL is no http or https URL");
        }
        if (scheme.equals("http") && !insecure && !LOOPBACK.contains(host.toLowerCase(Locale.ROOT))) {
            throw refused("its URL is not https; insecure: true in the runbook says that this is meant");
        }
        return address;
    }

    /** Posts JSON. */
    void post(URI address, JsonNode body, Map<String, String> headers) {
        post(address, "application/json", body.toString().getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Posts, and returns only if the receiver took it. */
    void post(URI address, String type, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("Content-Type", type)
                .header("User-Agent", "Lifeboat")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            headers.forEach(request::header);
        } catch (IllegalArgumentException e) {
            throw refused("its token cannot stand in a header");
        }
        // The client's own limit ends with the headers: a body that never does would hold the thread.
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        try {
            judge(answer.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            // Its message may hold the address.
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new LifeboatException(CHANNEL_UNAVAILABLE, channel + ": interrupted while sending");
        }
    }

    /** Where it went stands behind the reference: a host's name may be as secret as a path, as that of a tunnel is. */
    private LifeboatException unreachable(Throwable cause) {
        String why;
        if (cause instanceof ConnectException) {
            why = cause.getCause() instanceof UnresolvedAddressException ? "no such host" : "nobody listens there";
        } else if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            why = "no answer in time";
        } else {
            why = cause.getClass().getSimpleName();
        }
        return new LifeboatException(CHANNEL_UNAVAILABLE, channel + " cannot be reached at " + place() + ": " + why);
    }

    private String place() {
        String reference = settings.url();
        return reference == null ? "its service" : "the URL of " + reference;
    }

    private void judge(HttpResponse<Void> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return;
        }
        if (status / 100 == 3) {
            throw refused("it redirects to another place, which is not followed (status " + status + ")");
        }
        if (status == 429 || status == 503) {
            Duration after = answer.headers()
                    .firstValue("Retry-After")
                    .map(WebCall::after)
                    .orElse(Duration.ZERO);
            if (!after.isZero()) {
                throw new BusyException(
                        channel + " wants to be asked again in " + Spoken.duration(after) + " (status " + status + ")",
                        after);
            }
        }
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            throw new LifeboatException(CHANNEL_UNAVAILABLE, channel + " answered with status " + status);
        }
        throw refused("it answered with status " + status);
    }

    /** Seconds or a date; nothing where it is neither. */
    static Duration after(String header) {
        Duration after = seconds(header.strip());
        if (after.isNegative()) {
            return Duration.ZERO;
        }
        return after.compareTo(LATEST) > 0 ? LATEST : after;
    }

    private static Duration seconds(String header) {
        try {
            return Duration.ofMillis((long) (Double.parseDouble(header) * 1000));
        } catch (NumberFormatException e) {
            return untilDate(header);
        }
    }

    private static Duration untilDate(String header) {
        try {
            Instant date = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Duration.between(Instant.now(), date);
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private LifeboatException refused(String why) {
        return new LifeboatException(CHANNEL_REFUSED, channel + ": " + why);
    }
}
