package dev.lifeboat.postgres;

import static dev.lifeboat.error.ErrorCode.TOOL_FAILED;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server of the embedded binaries, for demos, drills and tests: on 127.0.0.1 and a free port, which it keeps
 * as long as it can, with a random password, without fsync. It is no child of this process: it lives on when the JVM is
 * killed, and is found again by its folder. Starting, stopping and removing are one at a time for a folder, over all
 * processes. Not for data that must survive a power cut.
 */
public final class EmbeddedServer {
    private static final long PATIENCE_SECONDS = 60;
    /** Somebody may take a free port before the server does; that this happens so often in a row is something else. */
    private static final int MOST_PORTS = 5;

    /** Names the folder of the binaries, where they are not the embedded ones. */
    private static final String INSTALLATION = "installation";

    /** Holds what the server is started with beyond our own settings, a line each. */
    private static final String SETTINGS = "settings";

    private static final Map<Path, Object> MONITORS = new ConcurrentHashMap<>();

    private final Path folder;
    private final String password;
    private final int port;

    private EmbeddedServer(Path folder, String password, int port) {
        this.folder = folder;
        this.password = password;
        this.port = port;
    }

    /** Starts the server that lives in {@code folder}, making it first if there is none, or joins it if it runs. */
    public static EmbeddedServer start(Path folder) {
        return start(folder, EmbeddedServer::freePort);
    }

    /**
     * As {@link #start(Path)}, with the binaries of another PostgreSQL: of another major version, for one. They stay the
     * folder's own.
     *
     * @param installation holds {@code bin/postgres}
     */
    public static EmbeddedServer start(Path folder, Path installation) {
        Path absolute = folder.toAbsolutePath().normalize();
        locked(absolute, lock -> {
            Path note = absolute.resolve(INSTALLATION);
            return Files.exists(note)
                    ? note
                    : Files.writeString(note, installation.toAbsolutePath().toString());
        });
        return start(folder);
    }

    /**
     * As {@link #start(Path, Path)}, with settings that win over ours. They stay the folder's own.
     *
     * @param installation null: the embedded one
     * @param settings values by name; a value holds no quote
     */
    public static EmbeddedServer start(Path folder, @Nullable Path installation, SortedMap<String, String> settings) {
        Path absolute = folder.toAbsolutePath().normalize();
        locked(absolute, lock -> {
            Path note = absolute.resolve(SETTINGS);
            List<String> lines = settings.entrySet().stream()
                    .map(setting -> "-c " + setting.getKey() + "='" + setting.getValue() + "'")
                    .toList();
            return Files.exists(note) ? note : Files.write(note, lines);
        });
        return installation == null ? start(absolute) : start(absolute, installation);
    }

    /** @param ports where else to listen, when the port of the first start is taken */
    static EmbeddedServer start(Path folder, IntSupplier ports) {
        Path absolute = folder.toAbsolutePath().normalize();
        return locked(absolute, lock -> {
            Path passwordFile = absolute.resolve("password");
            if (!Files.exists(absolute.resolve("data"))) {
                initialise(absolute, passwordFile);
            }
            String password =
                    Files.readString(passwordFile, StandardCharsets.US_ASCII).strip();
            int running = runningPort(absolute);
            return new EmbeddedServer(absolute, password, running > 0 ? running : launch(absolute, ports));
        });
    }

    /** What is done while no other thread or process works on the same folder. */
    private interface Work<T> {
        T run(FileChannel lock) throws IOException;
    }

    private static <T> T locked(Path folder, Work<T> work) {
        // A file's lock belongs to the whole process: threads are kept apart by a monitor.
        synchronized (MONITORS.computeIfAbsent(folder, path -> new Object())) {
            while (true) {
                try {
                    Files.createDirectories(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                    try (FileChannel lock = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                        lock.lock();
                        // What holds something was removed with its folder while we waited for it.
                        if (lock.size() == 0) {
                            return work.run(lock);
                        }
                    }
                } catch (NoSuchFileException e) {
                    if (Files.exists(folder)) {
                        throw new UncheckedIOException(e);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Whether a server was ever made in the folder. */
    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve("password"));
    }

    /** A libpq URI of the superuser, with its password. */
    public String url(String database) {
        return "postgresql://postgres:" + password + "@127.0.0.1:" + port + "/" + database;
    }

    /** The same for the JDBC driver. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres&password=" + password;
    }

    public int port() {
        return port;
    }

    /** Stops the server at once, keeping its data. Does nothing if it does not run. */
    public void stop() {
        stop(folder);
    }

    /** Stops the server and removes its folder. */
    public void destroy() {
        destroy(folder);
    }

    /** Stops and removes the server of a folder, whoever started it, and whatever else works there. Does nothing if there is none. */
    public static void destroy(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!Files.exists(absolute)) {
            return;
        }
        locked(absolute, lock -> {
            stopRunning(absolute);
            EmbeddedRemains.remove(absolute);
            return lock.write(ByteBuffer.wrap(new byte[] {'x'}));
        });
    }

    private static void stop(Path folder) {
        if (Files.exists(folder)) {
            locked(folder, lock -> stopRunning(folder));
        }
    }

    private static boolean stopRunning(Path folder) throws IOException {
        boolean running = runningPort(folder) > 0;
        if (running) {
            run(folder, List.of(binary(folder, "pg_ctl"), "-D", data(folder), "-m", "immediate", "-w", "stop"));
        }
        return running;
    }

    private static void initialise(Path folder, Path passwordFile) throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, HexFormat.of().formatHex(random), StandardCharsets.US_ASCII);
        // Under another name until it is whole: a cluster that a killed process left half-made is made anew.
        Path unfinished = folder.resolve("data.new");
        EmbeddedRemains.remove(unfinished);
        run(
                folder,
                List.of(
                        binary(folder, "initdb"),
                        "-D",
                        unfinished.toString(),
                        "-U",
                        "postgres",
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "--no-sync"));
        Files.move(unfinished, folder.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static int launch(Path folder, IntSupplier ports) throws IOException {
        Path log = folder.resolve("server.log");
        OptionalInt first = firstPort(folder);
        int port = first.isPresent() ? first.getAsInt() : ports.getAsInt();
        for (int tried = 1; ; tried++) {
            long before = Files.exists(log) ? Files.size(log) : 0;
            try {
                launch(folder, port, log);
                keepFirstPort(folder, port);
                return port;
            } catch (LifeboatException e) {
                if (tried >= MOST_PORTS || !portWasTaken(log, before)) {
                    throw e;
                }
                port = ports.getAsInt();
            }
        }
    }

    private static void launch(Path folder, int port, Path log) throws IOException {
        Path settings = folder.resolve(SETTINGS);
        String own = Files.exists(settings) ? " " + String.join(" ", Files.readAllLines(settings)) : "";
        String options = "-p " + port
                + " -h 127.0.0.1 -c unix_socket_directories='' -F -c full_page_writes=off -c synchronous_commit=off"
                + " -c max_wal_size=2GB -c max_connections=120 -c max_locks_per_transaction=256" + own;
        run(
                folder,
                List.of(
                        binary(folder, "pg_ctl"),
                        "-D",
                        data(folder),
                        "-o",
                        options,
                        "-l",
                        log.toString(),
                        "-w",
                        "-t",
                        String.valueOf(PATIENCE_SECONDS),
                        "start"));
    }

    /** The port of the first start, if it is free now. */
    private static OptionalInt firstPort(Path folder) throws IOException {
        Path file = folder.resolve("port");
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        int port = Integer.parseInt(
                Files.readString(file, StandardCharsets.US_ASCII).strip());
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return OptionalInt.of(socket.getLocalPort());
        } catch (BindException e) {
            return OptionalInt.empty();
        }
    }

    private static void keepFirstPort(Path folder, int port) throws IOException {
        Path file = folder.resolve("port");
        if (!Files.exists(file)) {
            Files.writeString(file, port + "\n", StandardCharsets.US_ASCII);
        }
    }

    /** The cluster's messages are English, since its locale is C. */
    private static boolean portWasTaken(Path log, long before) throws IOException {
        if (!Files.exists(log)) {
            return false;
        }
        byte[] all = Files.readAllBytes(log);
        int from = (int) Math.min(before, all.length);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8).contains("Address already in use");
    }

    /** The port of the running server, or 0. Line 1 of its pid file is the process, line 4 the port. */
    private static int runningPort(Path folder) throws IOException {
        Path pidFile = folder.resolve("data").resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.size() < 4) {
            return 0;
        }
        long pid = Long.parseLong(lines.get(0).strip());
        boolean alive = ProcessHandle.of(pid)
                .filter(handle -> isServerOf(handle.info(), data(folder)))
                .isPresent();
        return alive ? Integer.parseInt(lines.get(3).strip()) : 0;
    }

    /** After a crash the process number in the file may be another server's by now. */
    private static boolean isServerOf(ProcessHandle.Info info, String data) {
        return info.command().filter(command -> command.endsWith("postgres")).isPresent()
                && info.arguments()
                        .map(arguments -> List.of(arguments).contains(data))
                        .orElse(true);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String binary(Path folder, String name) throws IOException {
        Path note = folder.resolve(INSTALLATION);
        Path installation = Files.exists(note) ? Path.of(Files.readString(note)) : EmbeddedBinaries.folder();
        return installation.resolve("bin").resolve(name).toString();
    }

    private static String data(Path folder) {
        return folder.resolve("data").toString();
    }

    /** PostgreSQL refuses to run as root: in a user namespace of its own the same files belong to nobody in particular. */
    private static void run(Path folder, List<String> command) throws IOException {
        List<String> whole = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(command);
        Path output = folder.resolve("command.log");
        ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
        builder.redirectOutput(output.toFile()).environment().put("TZ", "UTC");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new LifeboatException(
                        TOOL_FAILED,
                        "the embedded PostgreSQL in " + folder + " failed: "
                                + Files.readString(output).strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
