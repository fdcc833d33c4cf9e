package dev.lifeboat.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A stock gpg with a home of its own: below /tmp, since its agent's socket must have a short name. */
public final class Gpg implements AutoCloseable {
    private final Path home;

    public Gpg() throws IOException {
        // Temporary folders are their owner's alone.
        this.home = Files.createTempDirectory(Path.of("/tmp"), "lb-gpg-");
        // Else the agent measures how slow a key derivation should be, on a machine that runs tests.
        Files.writeString(home.resolve("gpg-agent.conf"), "s2k-count 65536\n");
    }

    public Path home() {
        return home;
    }

    /** Runs gpg, expects success, returns what it said. */
    public String run(String... arguments) throws IOException, InterruptedException {
        Result result = tried(arguments);
        assertThat(result.code()).as(result.output()).isZero();
        return result.output();
    }

    /** What came of it. */
    public record Result(int code, String output) {}

    /** Runs gpg, whatever comes of it. */
    public Result tried(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("gpg", "--homedir", home.toString(), "--batch", "--yes", "--pinentry-mode", "loopback"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** The first key's fingerprint. */
    public String fingerprint() throws IOException, InterruptedException {
        return run("--with-colons", "--list-keys")
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .findFirst()
                .orElseThrow()
                .replaceAll("[^0-9A-F]", "");
    }

    /** What {@code --export} or {@code --export-secret-keys} writes. */
    public byte[] exported(String what, String passphrase) throws IOException, InterruptedException {
        Path file = home.resolve("exported");
        run("--passphrase", passphrase, "--armor", "--output", file.toString(), what);
        return Files.readAllBytes(file);
    }

    @Override
    public void close() throws IOException {
        try {
            new ProcessBuilder("gpgconf", "--homedir", home.toString(), "--kill", "all")
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
