package dev.lifeboat.notice;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.runbook.ChannelKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How each channel took the test message, in the order of the request. */
public record TestNoticesReport(List<Tried> channels) {
    public TestNoticesReport {
        channels = List.copyOf(channels);
    }

    /**
     * One channel.
     *
     * @param kind null: there is no such channel
     * @param error null: it took the message
     * @param took null: it did not
     */
    public record Tried(
            String channel,
            @Nullable ChannelKind kind,
            @Nullable String error,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration took) {}

    /** Channels that did not take it. */
    public long failed() {
        return channels.stream().filter(tried -> tried.error() != null).count();
    }
}
