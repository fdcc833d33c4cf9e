package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lines from standard input. Reading blocks where nothing can interrupt it, so a thread of its own does it: a question can be
 * dropped, because somebody answered it elsewhere or pressed Ctrl-C. Not thread-safe.
 */
final class Terminal {
    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private @Nullable FutureTask<@Nullable String> reading;

    /**
     * What was typed.
     *
     * @param text null: the input has ended
     */
    record Line(@Nullable String text) {}

    /** The next line, or null if none has come within the time. */
    @Nullable
    Line poll(Duration longest) {
        FutureTask<@Nullable String> current = reading;
        if (current == null) {
            current = new FutureTask<>(input::readLine);
            reading = current;
            Thread thread = new Thread(current, "terminal");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            String text = current.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            reading = null;
            return new Line(text);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERRUPTED, "interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("standard input cannot be read", e);
        }
    }
}
