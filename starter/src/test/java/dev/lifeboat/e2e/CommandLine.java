package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code lifeboat} as people do: a process of its own, with its own state folder. */
final class CommandLine {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    /** Commands run in {@code folder}; the state folder lies in it. */
    CommandLine(Path folder) {
        this.folder = folder;
        environment.put("LIFEBOAT_HOME", folder.resolve("state").toString());
        environment.put("LIFEBOAT_TEMPORAL", TemporalServer.binary());
    }

    CommandLine with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs a command to its end. */
    Outcome run(String... arguments) throws IOException, InterruptedException {
        return run(LoadedClasses.options(), arguments);
    }

    /** As {@link #run(String...)}, with these options of the JVM. */
    Outcome run(List<String> options, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = start(options, out, err, arguments);
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + LONGEST + ": lifeboat " + String.join(" ", arguments)
                    + "\n" + Files.readString(out) + Files.readString(err));
        }
        return new Outcome(
                List.of(arguments),
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    /** Starts a command that stays. The caller stops it. */
    Process start(Path out, Path err, String... arguments) throws IOException {
        return start(LoadedClasses.options(), out, err, arguments);
    }

    private Process start(List<String> options, Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m"));
        command.addAll(options);
        command.addAll(List.of("-cp", LoadedClasses.classPath(), "dev.lifeboat.cli.Lifeboat"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TEMPORAL_") || name.startsWith("LIFEBOAT_"));
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder.start();
    }

    /** What a command printed and how it ended. */
    record Outcome(List<String> arguments, int exitCode, String out, String err) {
        Outcome endsWith(int expected) {
            assertThat(exitCode)
                    .as("lifeboat %s\n--- out\n%s\n--- err\n%s", String.join(" ", arguments), out, err)
                    .isEqualTo(expected);
            return this;
        }
    }
}
