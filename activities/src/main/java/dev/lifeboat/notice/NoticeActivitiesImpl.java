package dev.lifeboat.notice;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import io.temporal.failure.ApplicationFailure;
import java.time.Clock;
import java.time.Duration;

/** Sends notices over channels. What a channel is reached by is a secret: it never stands in a log or an error. */
public final class NoticeActivitiesImpl implements NoticeActivities {
    private final Secrets secrets;
    private final Clock clock;
    private final Channels channels;
    private final Desk desk;

    /** @param desk says what has to wait */
    public NoticeActivitiesImpl(Secrets secrets, Clock clock, Desk desk) {
        this(secrets, clock, desk, new Channels(secrets, clock));
    }

    NoticeActivitiesImpl(Secrets secrets, Clock clock, Desk desk, Channels channels) {
        this.secrets = secrets;
        this.clock = clock;
        this.desk = desk;
        this.channels = channels;
    }

    @Override
    public NoticeReceipt send(Notice notice, String channel, Notify notifications) {
        Notify.Named named = notifications.channel(channel);
        if (named == null) {
            throw new LifeboatException(ErrorCode.CHANNEL_REFUSED, "there is no channel \"" + channel + "\"");
        }
        if (desk.holds(notice, named, notifications)) {
            return new NoticeReceipt(true, Duration.ZERO);
        }
        long from = clock.millis();
        try {
            channels.of(named).send(notice, Wording.of(notice, notifications));
        } catch (BusyException e) {
            throw ApplicationFailure.newFailureWithCauseAndDelay(
                    e.getMessage(), ErrorCode.CHANNEL_UNAVAILABLE.name(), null, e.after());
        }
        return new NoticeReceipt(false, Duration.ofMillis(clock.millis() - from));
    }

    @Override
    public Coverage coverage(Vault vault) {
        return new Catalogue(OpenVault.of(vault, secrets))
                .list().sets().stream()
                        .filter(set -> set.facts().whole()
                                && set.state() != SetState.FAILED
                                && set.alarms().isEmpty())
                        .findFirst()
                        .map(set -> new Coverage(set.facts().set(), set.facts().takenAt()))
                        .orElse(new Coverage(null, null));
    }
}
