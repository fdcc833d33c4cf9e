package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole way through the command line, on a real PostgreSQL and, but for one test, a real Temporal server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeRecoveryTest {
    @TempDir
    static Path folder;

    private static SampleSystem system;

    @BeforeAll
    static void takeAndVerifyASet() throws Exception {
        system = SampleSystem.create(folder, 10_000);
        String out = system.commands()
                .run("backup", "--mode", "daily", "--json")
                .endsWith(0)
                .out();
        assertThat(out).contains("\"type\":\"summary\"").contains("\"set\":\"daily/");
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void listsWhatItTookAndHowFarItIsToBeBelieved() throws Exception {
        assertThat(system.commands().run("list").endsWith(0).out()).contains("taken");
        system.commands().run("verify", "latest", "--engine", "memory").endsWith(0);
        assertThat(system.commands().run("list", "--json").endsWith(0).out()).contains("\"state\":\"verified\"");
        assertThat(system.commands().run("show", "latest").endsWith(0).out()).contains("public.bookings");
    }

    @Test
    @Order(2)
    void restoresExactlyWhatPgDumpWouldHaveRestored() throws Exception {
        assertThat(system.commands()
                        .run("plan", "latest", "--target", "env:TARGET_URL")
                        .endsWith(0)
                        .out())
                .contains("phase     auth");
        String out = system.commands()
                .run("restore", "latest", "--target", "env:TARGET_URL", "--auto-approve", "--json")
                .endsWith(0)
                .out();
        assertThat(out).contains("\"outcome\":\"COMPLETED\"");
        assertThat(dump("restored", "--data-only")).isEqualTo(dump("bookings", "--data-only"));
        assertThat(dump("restored", "--schema-only")).isEqualTo(dump("bookings", "--schema-only"));
    }

    @Test
    @Order(3)
    void refusesATargetThatHoldsDataAndTheSourceItself() throws Exception {
        CommandLine.Outcome full = system.commands()
                .run("restore", "latest", "--target", "env:TARGET_URL", "--auto-approve", "--engine", "memory")
                .endsWith(1);
        assertThat(full.err()).contains("TARGET_NOT_EMPTY").contains("--break-glass");
        CommandLine.Outcome source = system.commands()
                .run("restore", "latest", "--target", "env:DATABASE_URL", "--auto-approve", "--engine", "memory")
                .endsWith(1);
        assertThat(source.err()).contains("TARGET_IS_SOURCE");
    }

    @Test
    @Order(4)
    void renamesADatabaseWithDataAsideWhenTheGlassIsBroken() throws Exception {
        system.commands()
                .run(
                        "restore",
                        "latest",
                        "--target",
                        "env:TARGET_URL",
                        "--auto-approve",
                        "--engine",
                        "memory",
                        "--break-glass",
                        "restored")
                .endsWith(0);
        assertThat(databases()).anyMatch(name -> name.startsWith("restored_before_"));
        assertThat(dump("restored", "--data-only")).isEqualTo(dump("bookings", "--data-only"));
    }

    @Test
    @Order(5)
    void restoresWithStockToolsOnly() throws Exception {
        system.execute("postgres", "CREATE DATABASE byhand");
        Path gnupg = Files.createDirectory(folder.resolve("gnupg"));
        gnupg.toFile().setReadable(false, false);
        gnupg.toFile().setReadable(true, true);
        tool(
                gnupg,
                "gpg",
                "--batch",
                "--quiet",
                "--import",
                folder.resolve("keys/backup.sec.asc").toString());
        Path script = onlySet().resolve("restore.sh");
        String out = tool(gnupg, "sh", script.toString(), system.server().url("byhand"));
        assertThat(out).contains("done:");
        assertThat(dump("byhand", "--data-only")).isEqualTo(dump("bookings", "--data-only"));
        assertThat(dump("byhand", "--schema-only")).isEqualTo(dump("bookings", "--schema-only"));
        tool(gnupg, "gpgconf", "--kill", "all");
    }

    @Test
    @Order(6)
    void provesASetByADrillAndLeavesNoDatabaseBehind() throws Exception {
        String out = system.commands().run("drill", "--json").endsWith(0).out();
        assertThat(out).contains("\"proven\":true");
        assertThat(system.commands().run("list", "--json").endsWith(0).out()).contains("\"state\":\"proven\"");
        Path drills = folder.resolve("state").resolve("drills");
        try (Stream<Path> left = Files.exists(drills) ? Files.list(drills) : Stream.empty()) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    @Order(7)
    void namesTheDamageOfAnAlteredPart() throws Exception {
        Path part;
        try (Stream<Path> files = Files.walk(onlySet())) {
            part = files.filter(file -> file.toString().contains("public.users/")
                            && file.toString().endsWith(".pgp"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes);
        CommandLine.Outcome outcome =
                system.commands().run("verify", "latest", "--engine", "memory").endsWith(12);
        assertThat(outcome.err()).contains("SET_CORRUPT").contains("public.users");
        assertThat(system.commands().run("list", "--json").endsWith(3).out()).contains("\"state\":\"failed\"");
        system.commands()
                .run("restore", "latest", "--target", "env:TARGET_URL", "--engine", "memory")
                .endsWith(10);
    }

    private static Path onlySet() throws Exception {
        try (Stream<Path> sets = Files.list(folder.resolve("backups").resolve("daily"))) {
            return sets.findFirst().orElseThrow();
        }
    }

    private static List<String> databases() throws SQLException {
        List<String> names = new ArrayList<>();
        try (var connection = system.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT datname FROM pg_database")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** A plain dump's lines, sorted: equal but for the order of rows and objects. */
    private static String dump(String database, String kind) throws Exception {
        String text =
                tool(folder, "pg_dump", kind, "--dbname=" + system.server().url(database));
        return Arrays.stream(text.split("\n", -1))
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .filter(line -> !line.startsWith("-- Name:") && !line.startsWith("-- Data for"))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String tool(Path gnupgHome, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("GNUPGHOME", gnupgHome.toString());
        Path err = Files.createTempFile(folder, "tool", ".err");
        builder.redirectError(err.toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s\n%s\n%s", List.of(command), out, Files.readString(err))
                .isZero();
        return out;
    }
}
