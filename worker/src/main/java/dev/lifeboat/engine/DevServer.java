package dev.lifeboat.engine;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import io.grpc.StatusRuntimeException;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dev server of a state folder, shared by all commands that use the folder: the first one starts it, later ones join it,
 * and the last one to leave stops it. It is a process of its own, since it outlives the command that started it; a command
 * that is killed leaves it to the next. If the server's process dies, the first user to see it starts it again at the same address, with
 * the same database: the clients of all users find it there again, and their runs go on.
 */
final class DevServer implements AutoCloseable {
    static final String NAMESPACE = "default";

    private static final Logger LOG = LoggerFactory.getLogger(DevServer.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 10;
    private static final int MOST_STARTS = 5;
    /** How the server, in the system's words, says that a port is somebody else's. */
    private static final String TAKEN = "address already in use";

    /** Drills are compared over a quarter; a dev server forgets closed runs after a day unless told otherwise. */
    private static final long RETENTION_SECONDS = Duration.ofDays(90).toSeconds();

    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ");

    private final String binary;
    private final Path folder;
    private final FolderLock users;
    private final boolean joined;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "dev-server-watch");
        daemon.setDaemon(true);
        return daemon;
    });

    private volatile ServerAddress address;
    private @Nullable Future<?> looks;
    private String told = "";

    private DevServer(String binary, Path folder, ServerAddress address, FolderLock users, boolean joined) {
        this.binary = binary;
        this.folder = folder;
        this.address = address;
        this.users = users;
        this.joined = joined;
    }

    private DevServer watching() {
        looks = watch.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /**
     * Joins the folder's server, or starts it.
     *
     * @param uiPort of a server that has to be started; 0 for a free one
     */
    static DevServer open(String binary, Path folder, int uiPort) {
        FolderLock starting = FolderLock.exclusive(folder.resolve("temporal.lock"));
        try (starting) {
            boolean awaited = isUsed(folder);
            FolderLock users = FolderLock.shared(folder.resolve("temporal.users"));
            try {
                ServerAddress known = ServerAddress.read(folder);
                ProcessHandle process = known == null ? null : known.process();
                if (known != null && process != null) {
                    if (answers(known.target())) {
                        return new DevServer(binary, folder, known, users, true).watching();
                    }
                    stop(process);
                }
                // Others' clients ask at the address that they know.
                ServerAddress started = known != null && awaited && isFree(known.port())
                        ? restart(binary, folder, known)
                        : start(binary, folder, uiPort);
                return new DevServer(binary, folder, started, users, false).watching();
            } catch (RuntimeException e) {
                users.close();
                throw e;
            }
        }
    }

    private static boolean isUsed(Path folder) {
        try (FolderLock alone = FolderLock.tryExclusive(folder.resolve("temporal.users"))) {
            return alone == null;
        }
    }

    private static ServerAddress restart(String binary, Path folder, ServerAddress gone) {
        return startOnce(binary, folder, gone.port(), isFree(gone.uiPort()) ? gone.uiPort() : 0);
    }

    private void look() {
        if (address.process() != null) {
            return;
        }
        // Null: another user is at it, or this one is about to leave.
        try (FolderLock starting = FolderLock.tryExclusive(folder.resolve("temporal.lock"))) {
            if (starting != null) {
                revive();
            }
        } catch (RuntimeException e) {
            tell("Temporal (process " + address.pid() + ") has died, and cannot be started again yet: "
                    + e.getMessage());
        }
    }

    private void revive() {
        ServerAddress known = ServerAddress.read(folder);
        if (known != null && known.process() != null) {
            if (known.port() == address.port()) {
                address = known;
            } else {
                tell(
                        "Temporal had died and runs at another address now, since its port was taken: end this process (kill "
                                + ProcessHandle.current().pid()
                                + ") and start its command again, a restore with --resume");
            }
            return;
        }
        long gone = address.pid();
        address = restart(binary, folder, address);
        told = "";
        tell("Temporal (process " + gone + ") had died; it was started again with its database (process "
                + address.pid() + ", UI at " + uiUrl() + "), and all runs go on");
    }

    /** Once, as an error: who looks at the terminal shall know. */
    private void tell(String text) {
        if (!text.equals(told)) {
            told = text;
            LOG.error("event=dev-server-died text=\"{}\"", text);
        }
    }

    String target() {
        return address.target();
    }

    String uiUrl() {
        return "http://127.0.0.1:" + address.uiPort();
    }

    /** Whether another command had started it. */
    boolean joined() {
        return joined;
    }

    /**
     * Stops the server unless another command uses it: the one that is noted, which another user may have started at another address
     * after ours had died.
     */
    @Override
    public void close() {
        endWatch();
        FolderLock stopping = FolderLock.exclusive(folder.resolve("temporal.lock"));
        try (stopping) {
            users.close();
            try (FolderLock alone = FolderLock.tryExclusive(folder.resolve("temporal.users"))) {
                if (alone == null) {
                    return;
                }
                ServerAddress noted = ServerAddress.read(folder);
                for (ServerAddress each : noted == null ? List.of(address) : List.of(noted, address)) {
                    ProcessHandle process = each.process();
                    if (process != null) {
                        stop(process);
                    }
                }
                // Of one that does not end, the next command shall know: a second one would write into its database.
                if (noted == null || noted.process() == null) {
                    ServerAddress.forget(folder);
                }
            }
        }
    }

    /** A start that is under way ends first: nobody else would stop what it started. */
    private void endWatch() {
        if (looks != null) {
            looks.cancel(false);
        }
        watch.shutdown();
        try {
            if (!watch.awaitTermination(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
                LOG.error("event=dev-server-watch-goes-on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Between choosing a port and binding it another process may take it: then with another one, a few times. */
    private static ServerAddress start(String binary, Path folder, int uiPort) {
        for (int left = MOST_STARTS - 1; ; left--) {
            if (uiPort != 0 && !isFree(uiPort)) {
                throw new LifeboatException(
                        ErrorCode.ENGINE_UNAVAILABLE,
                        "port " + uiPort + " for Temporal's UI is taken: name another one, or 0 for any that is free");
            }
            try {
                return startOnce(binary, folder, 0, uiPort);
            } catch (LifeboatException e) {
                if (left == 0 || !String.valueOf(e.getMessage()).contains(TAKEN)) {
                    throw e;
                }
            }
        }
    }

    /** Either port may be 0: a free one. */
    private static ServerAddress startOnce(String binary, Path folder, int wanted, int uiPort) {
        try {
            int port = wanted == 0 ? freePort() : wanted;
            int ui = uiPort == 0 ? freePort() : uiPort;
            Path log = folder.resolve("temporal.log");
            ProcessBuilder builder = new ProcessBuilder(command(binary, folder, port, ui))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // The server needs no secret, and it lives longer than this command.
            builder.environment().keySet().retainAll(INHERITED);
            Process process = builder.start();
            process.getOutputStream().close();
            ServerAddress address = new ServerAddress(
                    process.pid(), process.info().startInstant().orElse(Instant.EPOCH), port, ui);
            awaitStart(process, address.target(), log);
            prepare(address.target());
            address.write(folder);
            return address;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE, "the dev server does not start: " + e.getMessage(), e);
        }
    }

    private static List<String> command(String binary, Path folder, int port, int uiPort) {
        List<String> command = new ArrayList<>();
        // In a session of its own, Ctrl-C for the command that started it does not reach it: others may have joined.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(List.of(binary, "server", "start-dev", "--namespace", NAMESPACE, "--ip", "127.0.0.1"));
        command.addAll(List.of("--port", String.valueOf(port), "--ui-port", String.valueOf(uiPort)));
        command.addAll(List.of("--log-level", "error", "--log-format", "pretty"));
        command.addAll(List.of("--db-filename", folder.resolve("temporal.db").toString()));
        // An activity goes to the worker that asked for it in the same answer: half the time from one to the next.
        command.addAll(List.of("--dynamic-config-value", "system.enableActivityEagerExecution=true"));
        return command;
    }

    private static void awaitStart(Process process, String target, Path log) throws IOException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        // Who answers where our own process has ended is somebody else's server.
        while (!answers(target) || !process.isAlive()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
                String last = lines.stream()
                        .filter(line -> line.contains(TAKEN))
                        .findFirst()
                        .orElse(lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1));
                throw new LifeboatException(
                        ErrorCode.ENGINE_UNAVAILABLE, "the dev server does not start: " + last + " (" + log + ")");
            }
        }
    }

    private static boolean answers(String target) {
        WorkflowServiceStubs stubs = stubs(target);
        try {
            stubs.connect(Duration.ofSeconds(2));
            stubs.blockingStub()
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .build());
            return true;
        } catch (StatusRuntimeException | IllegalStateException e) {
            return false;
        } finally {
            stubs.shutdownNow();
        }
    }

    /** Search attributes and retention; both idempotent. */
    private static void prepare(String target) {
        WorkflowServiceStubs stubs = stubs(target);
        try {
            SearchAttributeRegistration.ensure(stubs.getOptions(), NAMESPACE);
            stubs.blockingStub()
                    .updateNamespace(UpdateNamespaceRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .setConfig(NamespaceConfig.newBuilder()
                                    .setWorkflowExecutionRetentionTtl(com.google.protobuf.Duration.newBuilder()
                                            .setSeconds(RETENTION_SECONDS)))
                            .build());
        } finally {
            stubs.shutdownNow();
        }
    }

    private static WorkflowServiceStubs stubs(String target) {
        return WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(target).build());
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        if (!ends(process)) {
            process.destroyForcibly();
            if (!Thread.currentThread().isInterrupted() && !ends(process)) {
                LOG.error("event=dev-server-does-not-end pid={}", process.pid());
            }
        }
    }

    private static boolean ends(ProcessHandle process) {
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int freePort() {
        try {
            return bound(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try {
            return bound(port) == port;
        } catch (IOException e) {
            return false;
        }
    }

    /** Binds a port, 0 for any, and lets it go again; returns which one it was. */
    private static int bound(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The {@code temporal} binary: LIFEBOAT_TEMPORAL, then the PATH; null if there is none. */
    static @Nullable String binary(Map<String, String> environment) {
        List<String> candidates = new ArrayList<>();
        if (environment.containsKey("LIFEBOAT_TEMPORAL")) {
            candidates.add(environment.get("LIFEBOAT_TEMPORAL"));
        }
        for (String path : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            candidates.add(path + "/temporal");
        }
        return candidates.stream()
                .filter(path -> Files.isExecutable(Path.of(path)) && !Files.isDirectory(Path.of(path)))
                .findFirst()
                .orElse(null);
    }
}
