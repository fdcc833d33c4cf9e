package dev.lifeboat.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.engine.Engine;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.session.WireJson;
import dev.lifeboat.worker.Telemetry;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lifeboat as an operator runs it: a Temporal server, a worker that stays, and commands beside it, each a process of its own.
 * The worker is warm; the commands are not.
 */
final class Lifeboat implements AutoCloseable {
    private static final ObjectMapper JSON = WireJson.mapper();
    private static final Pattern RUN = Pattern.compile("^run (\\S+)$", Pattern.MULTILINE);
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_COMMAND = Duration.ofHours(6);
    private static final long STOP_SECONDS = 20;
    private static final long LOOK_MILLIS = 20;

    private final BenchServer server;
    private final Workspace workspace;
    private final Engine engine;
    private final Telemetry telemetry;
    private final Map<String, String> environment = new TreeMap<>();
    private final Process worker;

    private Lifeboat(BenchServer server, Workspace workspace, String heap) throws IOException {
        this.server = server;
        this.workspace = workspace;
        Path state = workspace.inner("state");
        telemetry = new Telemetry();
        workspace.own(telemetry);
        engine = Engine.open("dev", engineEnvironment(), state, 0, telemetry.scope());
        workspace.own(engine);
        environment.put("LIFEBOAT_HOME", state.toString());
        environment.put(
                "TEMPORAL_ADDRESS",
                engine.client().getWorkflowServiceStubs().getOptions().getTarget());
        for (String role : Runbooks.ROLES) {
            environment.put(Runbooks.variable(role), server.secretUrl(role));
        }
        Path said = workspace.folder().resolve("worker.log");
        List<String> command = java("-Xmx" + heap);
        command.add("worker");
        worker = process(command, said, said).start();
        workspace.own(this);
        awaitWorker(said);
    }

    /** Starts engine and worker, and makes keys. */
    static Lifeboat start(BenchServer server, Workspace workspace, String heap) throws IOException {
        Lifeboat lifeboat = new Lifeboat(server, workspace, heap);
        KeyFiles.generate(workspace.folder().resolve("keys"), KeyAlgorithm.CURVE25519, "bench", null);
        return lifeboat;
    }

    /** The worker's process number. */
    long pid() {
        return worker.pid();
    }

    /** The recipient's public key, for whoever encrypts as we do. */
    Path publicKey() {
        return workspace.folder().resolve("keys").resolve("backup.pub.asc");
    }

    /** Takes a set of a database into an empty store. */
    OurRun backup(String role) throws IOException, SQLException {
        Workspace.remove(Runbooks.store(workspace.folder(), role));
        server.settle();
        return measure(
                Work.BACKUP,
                List.of(
                        "backup",
                        "--json",
                        "-r",
                        Runbooks.file(workspace.folder(), role).toString()));
    }

    /** Restores the only set into a new database, which is dropped again. */
    OurRun restore(String role) throws IOException, SQLException {
        server.create(Runbooks.TARGET);
        server.settle();
        OurRun run = measure(
                Work.RESTORE,
                List.of(
                        "restore",
                        "latest",
                        "--target",
                        "env:" + Runbooks.variable(Runbooks.TARGET),
                        "--auto-approve",
                        "--json",
                        "-r",
                        Runbooks.file(workspace.folder(), role).toString()));
        server.drop(Runbooks.TARGET);
        return run;
    }

    private OurRun measure(Work work, List<String> arguments) throws IOException {
        long start = System.nanoTime();
        Said said = command(arguments);
        double seconds = Programs.seconds(start);
        Matcher run = RUN.matcher(said.err());
        String last = said.out().strip();
        last = last.substring(last.lastIndexOf('\n') + 1);
        if (!run.find() || last.isEmpty()) {
            throw new LifeboatException(ErrorCode.INTERNAL, "lifeboat " + arguments.get(0) + " named no run");
        }
        JsonNode summary = JSON.readTree(last);
        return OurRun.of(work, run.group(1), summary, seconds, Histories.of(engine.client(), run.group(1)));
    }

    private record Said(String out, String err) {}

    /**
     * Runs a command to its end, with the first compiler only: the worker does its work, and a command that compiled itself
     * would take processors from it. A warning (exit code 3) is no failure.
     */
    private Said command(List<String> arguments) throws IOException {
        Path out = Files.createTempFile(workspace.inner("messages"), "lifeboat", ".out");
        Path err = Files.createTempFile(workspace.inner("messages"), "lifeboat", ".err");
        List<String> command = java("-XX:TieredStopAtLevel=1");
        command.addAll(arguments);
        Process process = process(command, out, err).start();
        AutoCloseable killer = workspace.own(() -> Programs.kill(process));
        try {
            boolean ended = process.waitFor(LONGEST_COMMAND.toSeconds(), TimeUnit.SECONDS);
            if (!ended || (process.exitValue() != 0 && process.exitValue() != 3)) {
                workspace.requireOpen();
                throw new LifeboatException(
                        ErrorCode.TOOL_FAILED,
                        "lifeboat " + arguments.get(0)
                                + (ended ? " ended with " + process.exitValue() : " did not end") + ": "
                                + Files.readString(err).strip());
            }
            return new Said(Files.readString(out), Files.readString(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERRUPTED, "the bench was interrupted", e);
        } finally {
            Programs.kill(process);
            workspace.disown(killer);
        }
    }

    /** The bench's own class path holds Lifeboat: its jar, or in a test its classes. */
    private static List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.lifeboat.cli.Lifeboat"));
        return command;
    }

    private ProcessBuilder process(List<String> command, Path out, Path err) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workspace.folder().toFile());
        builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile());
        if (out.equals(err)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(err.toFile());
        }
        builder.environment().keySet().removeIf(name -> name.startsWith("TEMPORAL_") || name.startsWith("LIFEBOAT_"));
        builder.environment().putAll(environment);
        return builder;
    }

    private void awaitWorker(Path said) throws IOException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!Files.readString(said).contains("worker: polling")) {
            try {
                if (worker.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new LifeboatException(
                            ErrorCode.ENGINE_UNAVAILABLE,
                            "the worker did not start: "
                                    + Files.readString(said).strip());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LifeboatException(ErrorCode.INTERRUPTED, "the bench was interrupted", e);
            }
        }
    }

    /** The PATH, and before it the place where this repository's tools are built. */
    private static Map<String, String> engineEnvironment() {
        Map<String, String> found = new TreeMap<>();
        String root = System.getProperty("lifeboat.root", ".");
        found.put("PATH", Path.of(root, ".tools", "bin") + ":" + System.getenv().getOrDefault("PATH", ""));
        return found;
    }

    /** Stops the worker. The engine belongs to the workspace. */
    @Override
    public void close() {
        worker.destroy();
        try {
            if (!worker.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                Programs.kill(worker);
            }
        } catch (InterruptedException e) {
            Programs.kill(worker);
            Thread.currentThread().interrupt();
        }
    }
}
