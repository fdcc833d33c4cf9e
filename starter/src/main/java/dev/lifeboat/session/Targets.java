package dev.lifeboat.session;

import dev.lifeboat.engine.EngineKind;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.LibpqUrl;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.TargetFiles.Reader;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that {@link TargetFiles} are there as long as their runs, and no longer: nobody but the process that works on a run
 * writes or removes its file before it is over. Thread-safe.
 */
final class Targets {
    private static final Logger LOG = LoggerFactory.getLogger(Targets.class);
    /** From the writing of a file to the start of its run. */
    private static final Duration LONGEST_START = Duration.ofMinutes(10);

    private final TargetFiles files;
    private final EngineKind engine;
    private final WorkflowClient client;
    private final Duration longestRun;
    private final Set<Reader> own = ConcurrentHashMap.newKeySet();
    /** By the names of variables that only this process has: what an engine that ends with it needs lies in no file. */
    private final Map<String, String> unwritten = new ConcurrentHashMap<>();

    /** @param longestRun after which a run is over, also one that nobody can be asked for */
    Targets(TargetFiles files, EngineKind engine, WorkflowClient client, Duration longestRun) {
        this.files = files;
        this.engine = engine;
        this.client = client;
        this.longestRun = longestRun;
    }

    /**
     * The reference under which the URL of a run's target travels; the URL itself where it has no password. Throws USAGE where no
     * worker could follow it.
     *
     * @param queue on which this process starts the run, or has taken it over
     */
    String reference(String url, String run, Supplier<String> queue) {
        if (url.startsWith("env:")
                || url.startsWith("file:")
                || LibpqUrl.parse(url).password() == null) {
            return url;
        }
        return switch (engine) {
            case REMOTE ->
                throw new LifeboatException(
                        ErrorCode.USAGE,
                        "a URL with a password cannot travel to remote workers; use --target env:NAME");
            case DEV -> keep(new Reader(run, queue.get()), url);
            case MEMORY -> {
                // The worker is started with the first run, and knows what is known by then.
                String name = "LIFEBOAT_TARGET_" + (unwritten.size() + 1);
                unwritten.put(name, url);
                yield "env:" + name;
            }
        };
    }

    private String keep(Reader reader, String url) {
        own.add(reader);
        return files.keep(reader, url);
    }

    /** What this process's references are resolved with. */
    Secrets secrets(Map<String, String> environment) {
        Map<String, String> known = new HashMap<>(environment);
        known.putAll(unwritten);
        return new Secrets(known);
    }

    /** Removes what this process kept for a run that was not started. */
    void forgetRefused(String run, String queue) {
        Reader reader = new Reader(run, queue);
        if (own.remove(reader)) {
            files.forget(reader);
        }
    }

    /** Those of runs that are over, and whose commands were killed before they could see to it. */
    void forgetLeft() {
        boolean knowsRuns = engine == EngineKind.DEV;
        Instant now = Instant.now();
        try {
            files.forgetUnfinished(now.minus(LONGEST_START));
            files.writtenBefore(now.minus(knowsRuns ? LONGEST_START : longestRun)).stream()
                    .filter(reader -> !(knowsRuns && goesOn(reader)))
                    .forEach(files::forget);
        } catch (LifeboatException e) {
            LOG.warn("event=targets-not-looked-at error={}", e.getMessage());
        }
    }

    /** Those of this command's runs that are over; one that stands still may go on. */
    void forgetOwn() {
        own.stream().filter(reader -> !goesOn(reader)).forEach(files::forget);
    }

    /** Whether it is the run that this file was written for: a later one of its id has another queue. */
    private boolean goesOn(Reader reader) {
        try {
            WorkflowExecutionDescription run =
                    client.newUntypedWorkflowStub(reader.run()).describe();
            return run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                    && run.getTaskQueue().equals(reader.queue());
        } catch (WorkflowNotFoundException e) {
            return false;
        } catch (WorkflowServiceException | StatusRuntimeException e) {
            LOG.warn("event=run-not-asked run={} error={}", reader.run(), e.getMessage());
            return true;
        }
    }
}
