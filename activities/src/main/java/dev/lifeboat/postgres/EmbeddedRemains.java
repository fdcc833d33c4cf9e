package dev.lifeboat.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What is left of an embedded server: files, and processes that may outlive whoever started them. A killed worker's initdb goes on
 * writing, and a server that had just begun to start has no file yet by which it could be stopped.
 */
final class EmbeddedRemains {
    private static final Set<String> PROGRAMS = Set.of("postgres", "initdb", "pg_ctl");
    private static final int MOST_TRIES = 20;
    private static final long PATIENCE_SECONDS = 10;

    private EmbeddedRemains() {}

    /** Ends what works in this folder, and removes it. */
    static void remove(Path folder) throws IOException {
        for (int tried = 1; ; tried++) {
            endProcesses(folder);
            try {
                removeFiles(folder);
                return;
            } catch (NoSuchFileException | DirectoryNotEmptyException e) {
                // Somebody was faster, or made something meanwhile.
                if (tried == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static void removeFiles(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void endProcesses(Path folder) throws IOException {
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(process -> worksIn(process, folder))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : processes) {
            try {
                CompletableFuture<ProcessHandle> exit = process.onExit();
                exit.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
                throw new IOException("process " + process.pid() + " of " + folder + " does not end", e);
            }
        }
    }

    /** A PostgreSQL program that was told of the folder, or that stands in it: children of initdb are told by their environment. */
    private static boolean worksIn(ProcessHandle process, Path folder) {
        boolean ours = process.info()
                .command()
                .map(command ->
                        PROGRAMS.contains(String.valueOf(Path.of(command).getFileName())))
                .orElse(false);
        if (!ours) {
            return false;
        }
        boolean told = Stream.of(process.info().arguments().orElse(new String[0]))
                .filter(argument -> argument.startsWith("/"))
                .anyMatch(argument -> Path.of(argument).startsWith(folder));
        return told || standsIn(process, folder);
    }

    private static boolean standsIn(ProcessHandle process, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
                    .startsWith(folder);
        } catch (IOException | UnsupportedOperationException e) {
            // It has ended, or this system has no such files.
            return false;
        }
    }
}
