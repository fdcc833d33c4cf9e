package dev.lifeboat.notice;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices into the log and to a webhook. The webhook's URL is a secret: it never stands in a log or an error. */
public final class NoticeActivitiesImpl implements NoticeActivities {
    private static final Logger LOG = LoggerFactory.getLogger("dev.lifeboat.notice");
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Secrets secrets;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LONGEST).build();

    public NoticeActivitiesImpl(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public void send(Notice notice, Notify notifications) {
        LOG.warn(
                "event=notice severity={} run={} subject=\"{}\" text=\"{}\" to={}",
                notice.severity(),
                notice.run(),
                notice.subject(),
                notice.text(),
                notice.to() == null ? "everybody" : notice.to().name());
        if (notifications.webhook() != null) {
            post(notifications.webhook(), ManifestJson.write(notice));
        }
    }

    private void post(String reference, byte[] body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(secrets.resolve(reference).value()))
                    .timeout(LONGEST)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new LifeboatException(STORE_UNAVAILABLE, "the webhook answered with status " + status);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new LifeboatException(
                    STORE_UNAVAILABLE,
                    "the webhook cannot be reached: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(STORE_UNAVAILABLE, "interrupted while posting to the webhook");
        }
    }
}
