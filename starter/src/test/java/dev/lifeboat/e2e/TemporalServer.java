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
    private final Process process;
    private final String address;

    private TemporalServer(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    static TemporalServer start(Path folder) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        binary(),
                        "server",
                        "start-dev",
                        "--headless",
                        "--ip",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("temporal.log").toFile())
                .start();
        TemporalServer server = new TemporalServer(process, "127.0.0.1:" + port);
        Await.until("Temporal listens", Duration.ofSeconds(60), () -> listens(port));
        return server;
    }

    String address() {
        return address;
    }

    /** Runs Temporal's own tool against this server; its output. */
    String tool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(binary()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--address", address));
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
        process.destroyForcibly();
        process.onExit().join();
    }
}
