package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Temporal server of its own, as an operator would run one beside Lifeboat, and Temporal's own tool. */
final class TemporalServer implements AutoCloseable {
    private final ProcessBuilder command;
    private final int port;
    private Process process;

    private TemporalServer(ProcessBuilder command, int port, Process process) {
        this.command = command;
        this.port = port;
        this.process = process;
    }

    static TemporalServer start(Path folder) throws Exception {
        return start(folder, List.of());
    }

    /** One that keeps everything in a file, and so may be stopped and started again. */
    static TemporalServer durable(Path folder) throws Exception {
        return start(
                folder, List.of("--db-filename", folder.resolve("temporal.db").toString()));
    }

    private static TemporalServer start(Path folder, List<String> more) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> arguments = new ArrayList<>(List.of(
                binary(), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", String.valueOf(port)));
        arguments.addAll(more);
        ProcessBuilder command = new ProcessBuilder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("temporal.log").toFile()));
        TemporalServer server = new TemporalServer(command, port, command.start());
        Await.until("Temporal listens", Duration.ofSeconds(60), () -> listens(port));
        return server;
    }

    /** Dies at once, as a machine does. */
    void stop() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Comes back with what its file has. */
    void start() throws Exception {
        process = command.start();
        Await.until("Temporal listens", Duration.ofSeconds(60), () -> listens(port));
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Runs Temporal's own tool against this server; its output. */
    String tool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(binary()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--address", address()));
        return run(command.toArray(new String[0]));
    }

    /** A program's output; it must succeed. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    /** The tools folder's or the PATH's. */
    static String binary() {
        Path own = Path.of(System.getProperty("lifeboat.root"), ".tools", "bin", "temporal");
        List<Path> places = new ArrayList<>(List.of(own));
        Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(place -> Path.of(place, "temporal"))
                .forEach(places::add);
        return places.stream()
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the temporal binary is missing; `sh .ci/tools` builds it"));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
