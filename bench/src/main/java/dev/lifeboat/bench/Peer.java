package dev.lifeboat.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another way to do the same work. */
sealed interface Peer {
    /** As options and reports write it. */
    String name();

    /** What of ours it is compared with. */
    Work work();

    /** Programs it needs, beside PostgreSQL's client tools. */
    default List<String> programs() {
        return List.of();
    }

    /** Does the work once; the seconds it took and the bytes it wrote. What it needs first is not counted. */
    Measure run(Surroundings around) throws IOException, SQLException;

    /** Whether it is measured in every round; otherwise once, for its bytes. */
    default boolean everyRound() {
        return true;
    }

    /** Why it cannot be measured here; empty if it can. */
    default Optional<String> missing(Surroundings around) {
        return programs().stream()
                .filter(program -> Programs.find(program).isEmpty())
                .findFirst()
                .map(program -> program + " is not installed");
    }

    /**
     * What a peer did.
     *
     * @param bytes written to files; 0 where there are none
     */
    record Measure(double seconds, long bytes) {}

    /** What a peer works with. */
    record Surroundings(BenchServer server, Programs programs, Path folder, Path publicKey) {
        /** A client tool's call on one of the bench's databases. */
        Programs.Call client(String role, String tool, String... arguments) {
            List<String> command = new ArrayList<>(List.of(server.tool(tool)));
            command.addAll(Arrays.asList(arguments));
            return new Programs.Call(command, server.environment(role));
        }

        /** Where a peer writes to; what was there is removed. */
        Path fresh(String name) {
            Path path = folder.resolve(name);
            Workspace.remove(path);
            return path;
        }
    }

    /** {@code pg_dump -Fd -j2}, at one of gzip's levels. Not encrypted, not verified. */
    record PgDump(int level) implements Peer {
        static final String FOLDER = "dump-z";

        @Override
        public String name() {
            return "pg_dump-z" + level;
        }

        @Override
        public Work work() {
            return Work.BACKUP;
        }

        @Override
        public boolean everyRound() {
            return level == 1;
        }

        @Override
        public Measure run(Surroundings around) throws IOException, SQLException {
            Path dump = around.fresh(FOLDER + level);
            around.server().settle();
            double seconds = around.programs()
                    .run(around.client(Runbooks.SOURCE, "pg_dump", "-Fd", "-j2", "-Z" + level, "-f", dump.toString()));
            return new Measure(seconds, Workspace.bytes(dump));
        }
    }

    /** Two connections that COPY everything to nowhere: what no logical backup can be faster than. */
    record CopyFloor() implements Peer {
        @Override
        public String name() {
            return "copy-floor";
        }

        @Override
        public Work work() {
            return Work.BACKUP;
        }

        @Override
        public Measure run(Surroundings around) throws IOException, SQLException {
            List<Path> scripts = CopyScripts.write(around.server(), around.folder());
            around.server().settle();
            List<Programs.Call> calls = scripts.stream()
                    .map(script -> around.client(
                            Runbooks.SOURCE, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script.toString()))
                    .toList();
            return new Measure(around.programs().together(calls), 0);
        }
    }

    /** {@code pg_dump --clean | gzip | gpg}: what most instructions for an encrypted backup say. */
    record Usual() implements Peer {
        @Override
        public String name() {
            return "usual";
        }

        @Override
        public Work work() {
            return Work.BACKUP;
        }

        @Override
        public List<String> programs() {
            return List.of("gzip", "gpg");
        }

        @Override
        public Measure run(Surroundings around) throws IOException, SQLException {
            Path file = around.fresh("usual.sql.gz.gpg");
            Path home = Files.createDirectories(around.folder().resolve("gnupg"));
            around.server().settle();
            List<Programs.Call> calls = List.of(
                    around.client(Runbooks.SOURCE, "pg_dump", "--clean"),
                    new Programs.Call(List.of("gzip"), Map.of()),
                    new Programs.Call(
                            List.of(
                                    "gpg",
                                    "--batch",
                                    "--no-tty",
                                    "--quiet",
                                    "--homedir",
                                    home.toString(),
                                    "--trust-model",
                                    "always",
                                    "--recipient-file",
                                    around.publicKey().toString(),
                                    "--encrypt"),
                            Map.of()));
            double seconds = around.programs().pipe(calls, Redirect.to(file.toFile()));
            return new Measure(seconds, Files.size(file));
        }
    }

    /** {@code pg_restore -j2} of the dump that {@code pg_dump-z1} wrote. Checks nothing. */
    record PgRestore() implements Peer {
        @Override
        public String name() {
            return "pg_restore-j2";
        }

        @Override
        public Work work() {
            return Work.RESTORE;
        }

        @Override
        public Measure run(Surroundings around) throws IOException, SQLException {
            Path dump = around.folder().resolve(PgDump.FOLDER + 1);
            if (!Files.exists(dump)) {
                new PgDump(1).run(around);
            }
            around.server().create(Runbooks.CLONE);
            around.server().settle();
            String database = around.server().url(Runbooks.CLONE).database();
            double seconds = around.programs()
                    .run(around.client(
                            Runbooks.CLONE, "pg_restore", "-j2", "--exit-on-error", "-d", database, dump.toString()));
            around.server().drop(Runbooks.CLONE);
            return new Measure(seconds, 0);
        }
    }

    /** {@code pgcopydb clone} from one database into another, without files: against our backup and restore together. */
    record PgCopyDb() implements Peer {
        @Override
        public String name() {
            return "pgcopydb";
        }

        @Override
        public Work work() {
            return Work.COPY;
        }

        @Override
        public List<String> programs() {
            return List.of("pgcopydb");
        }

        @Override
        public Measure run(Surroundings around) throws IOException, SQLException {
            Path work = around.fresh("pgcopydb");
            around.server().create(Runbooks.CLONE);
            around.server().settle();
            // The URLs hold a password: in the environment, not on a command line that everybody may read.
            Map<String, String> environment = new HashMap<>(Map.of(
                    "PGCOPYDB_SOURCE_PGURI", around.server().secretUrl(Runbooks.SOURCE),
                    "PGCOPYDB_TARGET_PGURI", around.server().secretUrl(Runbooks.CLONE)));
            environment.put(
                    "PATH", around.server().toolFolder() + ":" + System.getenv().getOrDefault("PATH", ""));
            double seconds = around.programs()
                    .run(new Programs.Call(
                            List.of(
                                    "pgcopydb",
                                    "clone",
                                    "--table-jobs",
                                    "2",
                                    "--index-jobs",
                                    "2",
                                    "--dir",
                                    work.toString()),
                            environment));
            around.server().drop(Runbooks.CLONE);
            Workspace.remove(work);
            return new Measure(seconds, 0);
        }
    }

    /** A full backup by pgBackRest: physical, of the whole server, and of no other major version's use. */
    record PgBackRest() implements Peer {
        @Override
        public String name() {
            return "pgbackrest";
        }

        @Override
        public Work work() {
            return Work.BACKUP;
        }

        @Override
        public List<String> programs() {
            return List.of("pgbackrest");
        }

        @Override
        public Optional<String> missing(Surroundings around) {
            return around.server().isOwn()
                    ? Peer.super.missing(around)
                    : Optional.of("it reads the server's files, which only a server of the bench's own shows");
        }

        @Override
        public Measure run(Surroundings around) throws IOException, SQLException {
            Path repository = around.fresh("pgbackrest");
            around.programs().run(call(around, repository, "stanza-create", List.of()));
            around.server().settle();
            // No WAL archive is kept: every other work would pay for its upkeep. The backup alone could not be
            // restored.
            double seconds = around.programs()
                    .run(call(
                            around,
                            repository,
                            "backup",
                            List.of(
                                    "--type=full",
                                    "--no-archive-check",
                                    "--compress-type=zst",
                                    "--compress-level=1",
                                    "--process-max=2",
                                    "--start-fast")));
            long bytes = Workspace.bytes(repository.resolve("backup"));
            Workspace.remove(repository);
            return new Measure(seconds, bytes);
        }

        private static Programs.Call call(Surroundings around, Path repository, String command, List<String> options) {
            List<String> whole = new ArrayList<>(List.of(
                    "pgbackrest",
                    "--stanza=bench",
                    "--config=/dev/null",
                    "--repo1-path=" + repository,
                    "--lock-path=" + repository.resolve("lock"),
                    "--log-path=" + repository,
                    "--log-level-file=off",
                    "--pg1-path=" + around.server().data(),
                    "--pg1-socket-path=" + around.folder().resolve("sockets"),
                    "--pg1-port=" + around.server().port(),
                    "--pg1-user=postgres"));
            whole.addAll(options);
            whole.add(command);
            return new Programs.Call(whole, around.server().environment(Runbooks.SOURCE));
        }
    }

    /** All that are known, in the order in which they are shown. */
    static List<Peer> known() {
        return List.of(
                new PgDump(1),
                new PgDump(6),
                new CopyFloor(),
                new Usual(),
                new PgRestore(),
                new PgCopyDb(),
                new PgBackRest());
    }

    /** Reads names; none means all. Throws IllegalArgumentException with the known ones. */
    static List<Peer> parse(List<String> names) {
        for (String name : names) {
            if (known().stream().noneMatch(peer -> peer.name().equals(name))) {
                throw new IllegalArgumentException("--peer: \"" + name + "\" is not known; known are "
                        + String.join(", ", known().stream().map(Peer::name).toList()));
            }
        }
        return known().stream()
                .filter(peer -> names.isEmpty() || names.contains(peer.name()))
                .toList();
    }
}
