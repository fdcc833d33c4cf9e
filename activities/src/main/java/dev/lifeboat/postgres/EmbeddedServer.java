package dev.lifeboat.postgres;

import static dev.lifeboat.error.ErrorCode.TOOL_FAILED;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server of the embedded binaries, for demos, drills and tests: on 127.0.0.1 and a free port, with a random
 * password, without fsync. It is no child of this process: it lives on when the JVM is killed, and is found again by its
 * folder. Not for data that must survive a power cut.
 */
public final class EmbeddedServer {
    private static final long PATIENCE_SECONDS = 60;

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
        try {
            Path absolute = folder.toAbsolutePath();
            Files.createDirectories(
                    absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path passwordFile = absolute.resolve("password");
            if (!Files.exists(absolute.resolve("data").resolve("PG_VERSION"))) {
                initialise(absolute, passwordFile);
            }
            String password =
                    Files.readString(passwordFile, StandardCharsets.US_ASCII).strip();
            int running = runningPort(absolute);
            return new EmbeddedServer(absolute, password, running > 0 ? running : launch(absolute));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /** Stops and removes the server of a folder, whoever started it. Does nothing if there is none. */
    public static void destroy(Path folder) {
        Path absolute = folder.toAbsolutePath();
        if (!Files.exists(absolute)) {
            return;
        }
        stop(absolute);
        try (Stream<Path> files = Files.walk(absolute)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Path folder) {
        try {
            if (runningPort(folder) > 0) {
                run(folder, List.of(binary("pg_ctl"), "-D", data(folder), "-m", "immediate", "-w", "stop"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void initialise(Path folder, Path passwordFile) throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, HexFormat.of().formatHex(random), StandardCharsets.US_ASCII);
        run(
                folder,
                List.of(
                        binary("initdb"),
                        "-D",
                        data(folder),
                        "-U",
                        "postgres",
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "--no-sync"));
    }

    private static int launch(Path folder) throws IOException {
        int port = freePort();
        String options = "-p " + port
                + " -h 127.0.0.1 -c unix_socket_directories='' -F -c full_page_writes=off -c synchronous_commit=off"
                + " -c max_wal_size=2GB -c max_connections=120 -c max_locks_per_transaction=256";
        run(
                folder,
                List.of(
                        binary("pg_ctl"),
                        "-D",
                        data(folder),
                        "-o",
                        options,
                        "-l",
                        folder.resolve("server.log").toString(),
                        "-w",
                        "-t",
                        String.valueOf(PATIENCE_SECONDS),
                        "start"));
        return port;
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
                .flatMap(handle -> handle.info().command())
                .map(command -> command.endsWith("postgres"))
                .orElse(false);
        return alive ? Integer.parseInt(lines.get(3).strip()) : 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String binary(String name) {
        return EmbeddedBinaries.folder().resolve("bin").resolve(name).toString();
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
