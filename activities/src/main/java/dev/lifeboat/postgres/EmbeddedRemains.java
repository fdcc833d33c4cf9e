package dev.lifeboat.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What is left of an embedded server, or of a restore by hand: files, and processes that may outlive whoever started them. A killed
 * worker's initdb goes on writing, a server that had just begun to start has no file yet by which it could be stopped, and gpg's
 * agent stays where it is.
 */
final class EmbeddedRemains {
    private static final Set<String> PROGRAMS =
            Set.of("postgres", "initdb", "pg_ctl", "gpg", "gpg-agent", "keyboxd", "scdaemon", "pg_restore", "psql");
    /** Only where it runs a script of the folder: somebody's own may just stand there. */
    private static final Set<String> SHELLS = Set.of("sh", "dash", "bash", "busybox");

    private static final int MOST_TRIES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofMillis(20);

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
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : processes) {
            // What nobody waits for stays as a name in the list of processes: it has no program any more.
            while (process.isAlive() && worksIn(process, folder)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("process " + process.pid() + " of " + folder + " does not end");
                }
                LockSupport.parkNanos(EVERY.toNanos());
            }
        }
    }

    /** One of the programs that was told of the folder, or that stands in it: children of initdb are told by their environment. */
    private static boolean worksIn(ProcessHandle process, Path folder) {
        String program = process.info()
                .command()
                .map(command -> String.valueOf(Path.of(command).getFileName()))
                .orElse("");
        boolean ours = PROGRAMS.contains(program);
        if (!ours && !SHELLS.contains(program)) {
            return false;
        }
        boolean told = Stream.of(process.info().arguments().orElse(new String[0]))
                .filter(argument -> argument.startsWith("/"))
                .anyMatch(argument -> Path.of(argument).startsWith(folder));
        return told || (ours && standsIn(process, folder));
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
