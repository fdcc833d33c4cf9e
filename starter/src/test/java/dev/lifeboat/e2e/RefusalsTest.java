package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input at the command line: a clear error, the right exit code, and nothing half-done. */
class RefusalsTest {
    @TempDir
    static Path folder;

    private static SampleSystem system;
    private static Path set;
    private static Path kept;
    private Set<String> before;

    @BeforeAll
    static void takeASet() throws Exception {
        system = SampleSystem.create(folder, 1_500);
        system.commands().run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
        try (Stream<Path> sets = Files.list(folder.resolve("backups/daily"))) {
            set = sets.findFirst().orElseThrow();
        }
        kept = folder.resolve("kept");
        copy(set, kept);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @BeforeEach
    void remember() throws IOException {
        before = objects();
    }

    /** The set is whole again for the next test; failed verifications leave their marks, which would hide it. */
    @AfterEach
    void mend() throws IOException {
        Folders.delete(set);
        copy(kept, set);
        Folders.delete(folder.resolve("backups/records"));
    }

    @Test
    void refusesKeysThatDoNotFit() throws Exception {
        Path stranger = Files.createDirectories(folder.resolve("stranger"));
        Files.copy(folder.resolve("runbook.yaml"), stranger.resolve("runbook.yaml"));
        system.commands()
                .run("keys", "generate", "-r", stranger.resolve("runbook.yaml").toString())
                .endsWith(0);
        String other = stranger.resolve("keys/backup.sec.asc").toString();

        refused(12, "KEY_UNUSABLE", runbook("file:keys/backup.sec.asc", "file:" + other), "verify", "latest");
        refused(2, "keys/none.asc", runbook("file:keys/backup.sec.asc", "file:keys/none.asc"), "verify", "latest");
        refused(
                12,
                "KEY_UNUSABLE",
                runbook("private: [ \"file:keys/backup.sec.asc\" ]", "private: []"),
                "verify",
                "latest");
        refused(12, "KEY_UNUSABLE", runbook("keys/backup.pub.asc", "keys/none.pub.asc"), "backup");
        Files.writeString(folder.resolve("garbage.asc"), "this is not a key");
        refused(12, "KEY_UNUSABLE", runbook("keys/backup.pub.asc", "garbage.asc"), "backup");
        refused(
                10,
                "signed by a stranger",
                runbook("keys:\n", "keys:\n  signers: [ " + "A".repeat(40) + " ]\n"),
                "verify",
                "latest");
    }

    @Test
    void refusesAKeyWhosePassphraseIsWrongOrMissing() throws Exception {
        Path locked = Files.createDirectories(folder.resolve("locked"));
        String text = Files.readString(folder.resolve("runbook.yaml"))
                .replace("keys:\n", "keys:\n  passphrase: \"env:PASSPHRASE\"\n");
        Path file = Files.writeString(locked.resolve("runbook.yaml"), text);
        system.another()
                .with("PASSPHRASE", "right horse")
                .run("keys", "generate", "-r", file.toString())
                .endsWith(0);
        CommandLine.Outcome wrong =
                with("PASSPHRASE", "wrong horse").run("backup", "-r", file.toString(), "--engine", "memory");
        assertThat(wrong.exitCode()).as(wrong.err()).isEqualTo(12);
        assertThat(wrong.err()).contains("KEY_UNUSABLE").doesNotContain("wrong horse");
        CommandLine.Outcome missing = system.commands().run("backup", "-r", file.toString(), "--engine", "memory");
        assertThat(missing.exitCode()).as(missing.err()).isEqualTo(2);
        assertThat(missing.err()).contains("SECRET_MISSING", "PASSPHRASE");
        assertThat(locked.resolve("backups/daily")).doesNotExist();
    }

    @Test
    void refusesEachDamageOfASet() throws Exception {
        Path users = part("public.users");
        Path bookings = part("public.bookings");

        Files.write(users, Arrays.copyOf(Files.readAllBytes(users), 100));
        damaged("public.users");

        byte[] first = Files.readAllBytes(users);
        Files.write(users, Files.readAllBytes(bookings));
        Files.write(bookings, first);
        damaged("public.");

        Files.delete(users);
        damaged("public.users");

        Path manifest = set.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("\"rows\" ?: ?\\d+", "\"rows\":7"));
        unbelieved();
        Files.delete(set.resolve("manifest.json.asc"));
        unbelieved();
        Files.copy(
                set.resolve("checksums.sha256"), set.resolve("manifest.json.asc"), StandardCopyOption.REPLACE_EXISTING);
        unbelieved();

        Files.writeString(set.resolve("data/a-stranger"), "nobody named me");
        CommandLine.Outcome extra =
                system.commands().run("verify", "latest", "--engine", "memory").endsWith(3);
        assertThat(extra.err()).contains("a-stranger");
    }

    /** Named, it is told what is wrong; for "latest" it does not count, and that is told too. */
    private void unbelieved() throws Exception {
        String name = folder.resolve("backups").relativize(set).toString();
        CommandLine.Outcome named = system.commands().run("verify", name, "--engine", "memory");
        assertThat(named.exitCode()).as(named.err()).isEqualTo(12);
        assertThat(named.err()).contains("SIGNATURE_INVALID");
        CommandLine.Outcome latest = system.commands()
                .run("plan", "latest", "--target", "env:TARGET_URL")
                .endsWith(10);
        assertThat(latest.err()).contains("NO_SUCH_SET", "failed", name);
        mend();
    }

    private void damaged(String name) throws Exception {
        CommandLine.Outcome outcome = system.commands().run("verify", "latest", "--engine", "memory");
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(12);
        assertThat(outcome.err()).contains("SET_CORRUPT", name);
        try (Stream<Path> records = Files.walk(folder.resolve("backups/records"))) {
            assertThat(records.map(record -> String.valueOf(record.getFileName())))
                    .as("the set is marked for all who choose")
                    .anyMatch(record -> record.startsWith("failed-"));
        }
        mend();
    }

    @Test
    void refusesTargetsThatCannotTakeTheSet() throws Exception {
        CommandLine.Outcome unreachable = system.commands()
                .run("plan", "latest", "--target", "postgresql://me:hunter2@127.0.0.1:1/none")
                .endsWith(1);
        assertThat(unreachable.err()).contains("TARGET_UNREACHABLE").doesNotContain("hunter2");
        assertThat(system.commands()
                        .run("plan", "latest", "--target", "postgresql://127.0.0.1:port/x")
                        .endsWith(2)
                        .err())
                .contains("USAGE");
        assertThat(system.commands()
                        .run("plan", "latest", "--target", "env:NOT_SET")
                        .endsWith(2)
                        .err())
                .contains("SECRET_MISSING", "NOT_SET");
        // The same database under another spelling is the source still.
        String alias = system.server().url("bookings").replace("127.0.0.1", "localhost");
        assertThat(system.commands()
                        .run("plan", "latest", "--target", alias)
                        .endsWith(1)
                        .out())
                .contains("TARGET_IS_SOURCE");

        system.execute("postgres", "CREATE ROLE poor LOGIN PASSWORD 'poor'");
        String poor = system.server().url("restored").replaceFirst("//[^@]*@", "//poor:poor@");
        assertThat(system.commands()
                        .run("plan", "latest", "--target", poor)
                        .endsWith(1)
                        .out())
                .contains("BLOCKER", "PRIVILEGE_MISSING");
        CommandLine.Outcome mistyped = system.commands()
                .run(
                        "restore",
                        "latest",
                        "--target",
                        "env:DATABASE_URL",
                        "--break-glass",
                        "booking",
                        "--engine",
                        "memory")
                .endsWith(1);
        assertThat(mistyped.err()).contains("TARGET_IS_SOURCE");
        assertThat(system.rows("bookings", "public.users")).isPositive();
    }

    @Test
    void refusesASourceThatItMayNotReadWhole() throws Exception {
        system.execute("postgres", "CREATE ROLE blind LOGIN PASSWORD 'blind'");
        String blind = system.server().url("bookings").replaceFirst("//[^@]*@", "//blind:blind@");
        CommandLine.Outcome outcome = with("DATABASE_URL", blind).run("backup", "--engine", "memory");
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err()).contains("PRIVILEGE_MISSING", "public.").doesNotContain("blind:blind");
    }

    @Test
    void refusesRunbooksThatAreWrong() throws Exception {
        refused(2, "RUNBOOK_INVALID", runbook("phases:", "fases:"), "backup");
        refused(2, "runbook-", runbook("\"0 2 * * *\"", "\"0 25 * * *\""), "backup");
        refused(2, "within", runbook("within: PT30M", "within: soon"), "backup");
        refused(
                2,
                "the table stands in phases[0]",
                runbook("tables: [ calendars,", "tables: [ users, calendars,"),
                "backup");
        refused(2, "RUNBOOK_INVALID", folder.resolve("nowhere.yaml"), "backup");
        refused(2, "RUNBOOK_INVALID", folder, "backup");
        CommandLine.Outcome unknown = system.commands()
                .run(
                        "plan",
                        "latest",
                        "--target",
                        "env:TARGET_URL",
                        "-r",
                        runbook("tables: [ calendars,", "tables: [ calenders,").toString())
                .endsWith(1);
        assertThat(unknown.out()).contains("BLOCKER", "calenders");
    }

    @Test
    void refusesWhatIsNotThere() throws Exception {
        assertThat(system.commands()
                        .run("show", "daily/1999-01-01")
                        .endsWith(10)
                        .err())
                .contains("NO_SUCH_SET");
        assertThat(system.commands().run("show", "latest:weekly").endsWith(10).err())
                .contains("NO_SUCH_SET");
        assertThat(system.commands().run("show", "../../etc/passwd").exitCode()).isIn(2, 10);
        for (String command : List.of("show", "verify")) {
            assertThat(system.commands()
                            .run(command, "latest:yearly")
                            .endsWith(2)
                            .err())
                    .contains("\"yearly\" is not a mode; known: daily");
        }
        assertThat(system.commands()
                        .run("status", "--engine", "memory", "-r", "nowhere.yaml")
                        .exitCode())
                .isIn(2, 10);
        system.commands()
                .run("decide", "restore/a/b", "auth", "perhaps", "--engine", "memory")
                .endsWith(2);
    }

    @Test
    void refusesWrongUse() throws Exception {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("restor"),
                List.of("backup", "--moed", "daily"),
                List.of("backup", "--mode", "hourly"),
                List.of("backup", "--label", "a/b"),
                List.of("restore"),
                List.of("restore", "latest"),
                List.of("demo", "--rows", "many"),
                List.of("list", "--engine", "nonsense"),
                List.of("verify", "latest", "--engine", "nonsense"))) {
            CommandLine.Outcome outcome = system.commands().run(wrong.toArray(new String[0]));
            assertThat(outcome.exitCode()).as(wrong + outcome.err()).isEqualTo(2);
            assertThat(outcome.out()).as("data of " + wrong).isEmpty();
            assertThat(outcome.err()).as(wrong.toString()).isNotBlank();
        }
    }

    @Test
    void refusesAStoreThatCannotBeWritten() throws Exception {
        Files.writeString(folder.resolve("a-file"), "not a folder");
        refused(1, "STORE_UNAVAILABLE", runbook("path: ./backups", "path: ./a-file/backups"), "backup");
    }

    /** Runs with another runbook: this exit code and text, and the store as it was. */
    private void refused(int exitCode, String text, Path runbook, String... command) throws Exception {
        Stream<String> more = Stream.of("-r", runbook.toString(), "--engine", "memory");
        String[] all = Stream.concat(Stream.of(command), more).toArray(String[]::new);
        CommandLine.Outcome outcome = system.commands().run(all);
        assertThat(outcome.exitCode()).as(String.join(" ", all) + outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.err()).contains(text);
        assertThat(objects()).as("nothing half-written").isEqualTo(before);
    }

    private CommandLine with(String name, String value) throws IOException {
        return system.another()
                .with("DATABASE_URL", system.server().url("bookings"))
                .with("TARGET_URL", system.server().url("restored"))
                .with(name, value);
    }

    /** A copy of the runbook with this change. */
    private static Path runbook(String from, String to) throws IOException {
        String text = Files.readString(folder.resolve("runbook.yaml"));
        assertThat(text).contains(from);
        return Files.writeString(Files.createTempFile(folder, "runbook-", ".yaml"), text.replace(from, to));
    }

    private static Path part(String table) throws IOException {
        try (Stream<Path> files = Files.walk(set.resolve("data").resolve(table))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    /** What a store shows: marks of failed verifications are evidence, not debris. */
    private static Set<String> objects() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("backups"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    // What is said about sets, who read them, and that it was tried.
                    .filter(name -> !name.matches("backups/(records|uses|audit|reports)/.*"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path place = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
