package dev.lifeboat.postgres;

import static dev.lifeboat.error.ErrorCode.TOOL_FAILED;

import dev.lifeboat.activity.LogMarks;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a client tool. Its output is streamed; of its complaints the last two kilobytes are kept. */
public final class ToolRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ToolRun.class);
    private static final int KEPT_BYTES = 2048;

    private final String name;
    private final Process process;
    private final CompletableFuture<String> complaints;

    private ToolRun(String name, Process process) {
        this.name = name;
        this.process = process;
        // Threads of their own: a shared pool could be full of other tools' readers, and a full pipe stops a tool.
        this.complaints = CompletableFuture.supplyAsync(() -> tail(process.getErrorStream()), ToolRun::inOwnThread);
    }

    /** Starts a tool with these variables beside PATH and HOME only, so that no PG* of the worker leaks in. */
    public static ToolRun start(Path tool, List<String> arguments, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(tool.toString());
        builder.command().addAll(arguments);
        builder.environment().keySet().removeIf(variable -> !variable.equals("PATH") && !variable.equals("HOME"));
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return new ToolRun(String.valueOf(tool.getFileName()), builder.start());
        } catch (IOException e) {
            throw new LifeboatException(TOOL_FAILED, tool + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Runs a tool to its end, its output going to {@code output}. Throws TOOL_FAILED. */
    public static void run(Path tool, List<String> arguments, Map<String, String> environment, OutputStream output) {
        try (ToolRun run = start(tool, arguments, environment)) {
            run.process.getOutputStream().close();
            run.output().transferTo(output);
            run.finish();
        } catch (IOException e) {
            throw new LifeboatException(TOOL_FAILED, tool.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /** Gives the tool its whole standard input, while the caller reads its output. */
    public void feed(byte[] input) {
        inOwnThread(() -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException e) {
                // It has read what it needed and closed its end, or died: its exit code tells which.
                LOG.debug("event=tool-input-closed tool={}", name);
            }
        });
    }

    /** Its standard output. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Waits for the end; throws TOOL_FAILED with the tool's last words unless it succeeded. */
    public void finish() {
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new LifeboatException(
                        TOOL_FAILED,
                        name + " ended with " + code + ": " + complaints.join().strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LifeboatException(TOOL_FAILED, name + " was interrupted", e);
        }
    }

    /** Ends the tool if it still runs; may be called from another thread. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static void inOwnThread(Runnable work) {
        Thread thread = new Thread(LogMarks.carried(work), "client-tool");
        thread.setDaemon(true);
        thread.start();
    }

    private static String tail(InputStream stream) {
        byte[] kept = new byte[0];
        try (stream) {
            byte[] block = new byte[KEPT_BYTES];
            for (int count = stream.read(block); count >= 0; count = stream.read(block)) {
                byte[] joined = new byte[kept.length + count];
                System.arraycopy(kept, 0, joined, 0, kept.length);
                System.arraycopy(block, 0, joined, kept.length, count);
                int from = Math.max(0, joined.length - KEPT_BYTES);
                kept = Arrays.copyOfRange(joined, from, joined.length);
            }
        } catch (IOException e) {
            return new String(kept, StandardCharsets.UTF_8) + " (" + e.getMessage() + ")";
        }
        return new String(kept, StandardCharsets.UTF_8);
    }
}
