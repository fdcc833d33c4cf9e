package dev.lifeboat.bench;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs other programs to their end, none longer than a deadline, and none longer than the workspace. */
final class Programs {
    private static final long LONGEST_HOURS = 6;
    private static final int MOST_QUOTED = 600;

    private final Workspace workspace;
    private final Path errors;

    Programs(Workspace workspace) throws IOException {
        this.workspace = workspace;
        this.errors = workspace.inner("messages");
    }

    /** One program and what is set in its environment. */
    record Call(List<String> command, Map<String, String> environment) {
        Call {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }

        String name() {
            return String.valueOf(Path.of(command.get(0)).getFileName());
        }
    }

    /** Where the PATH has a program. */
    static Optional<Path> find(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst();
    }

    /** Runs it, throwing its output away; the seconds it took. Throws TOOL_FAILED with the end of its messages. */
    double run(Call call) throws IOException {
        return pipe(List.of(call), Redirect.DISCARD);
    }

    /** Runs it and returns what it prints. */
    String output(Call call) throws IOException {
        Path out = Files.createTempFile(errors, "out", ".txt");
        pipe(List.of(call), Redirect.to(out.toFile()));
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** Runs programs, each reading what the one before prints; the seconds until the last has ended. */
    double pipe(List<Call> calls, Redirect output) throws IOException {
        List<ProcessBuilder> builders = builders(calls);
        builders.get(builders.size() - 1).redirectOutput(output);
        long start = System.nanoTime();
        await(calls, ProcessBuilder.startPipeline(builders), builders);
        return seconds(start);
    }

    /** Runs programs side by side; the seconds until all have ended. */
    double together(List<Call> calls) throws IOException {
        List<ProcessBuilder> builders = builders(calls);
        List<Process> processes = new ArrayList<>();
        long start = System.nanoTime();
        for (ProcessBuilder builder : builders) {
            processes.add(builder.redirectOutput(Redirect.DISCARD).start());
        }
        await(calls, processes, builders);
        return seconds(start);
    }

    static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private List<ProcessBuilder> builders(List<Call> calls) throws IOException {
        List<ProcessBuilder> builders = new ArrayList<>();
        for (Call call : calls) {
            ProcessBuilder builder = new ProcessBuilder(call.command());
            builder.redirectError(Files.createTempFile(errors, "err", ".txt").toFile());
            if (builders.isEmpty()) {
                builder.redirectInput(Redirect.from(new File("/dev/null")));
            }
            builder.environment().putAll(call.environment());
            builder.directory(workspace.folder().toFile());
            builders.add(builder);
        }
        return builders;
    }

    private void await(List<Call> calls, List<Process> processes, List<ProcessBuilder> builders) throws IOException {
        AutoCloseable killer = workspace.own(() -> processes.forEach(Programs::kill));
        try {
            for (int i = 0; i < processes.size(); i++) {
                Process process = processes.get(i);
                boolean ended = process.waitFor(LONGEST_HOURS, TimeUnit.HOURS);
                if (!ended || process.exitValue() != 0) {
                    workspace.requireOpen();
                    String said = Files.readString(
                                    builders.get(i).redirectError().file().toPath())
                            .strip();
                    throw new LifeboatException(
                            ErrorCode.TOOL_FAILED,
                            calls.get(i).name() + (ended ? " ended with " + process.exitValue() : " did not end") + ": "
                                    + said.substring(Math.max(0, said.length() - MOST_QUOTED)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERRUPTED, "the bench was interrupted", e);
        } finally {
            processes.forEach(Programs::kill);
            workspace.disown(killer);
        }
    }

    /** Ends a process and what it started; nothing if they have ended. */
    static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
