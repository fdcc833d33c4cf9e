package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.demo.SampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lifeboat repair}: a living database, damaged by an application, brought back to the last set. */
class RepairCommandTest {
    @TempDir
    Path folder;

    @Test
    void bringsTheTablesBackAndLeavesTheRestAlone() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            CommandLine commands = system.commands();
            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            system.execute(
                    "bookings",
                    "UPDATE bookings SET status = 'cancelled'",
                    "DELETE FROM booking_payments",
                    "DELETE FROM login_history WHERE id = (SELECT min(id) FROM login_history)");
            String[] repair = {
                "repair",
                "latest",
                "--tables",
                "bookings,booking_payments",
                "--target",
                "env:DATABASE_URL",
                "--engine",
                "memory"
            };
            // Nobody is there to decide: it shows what it would do, and waits.
            CommandLine.Outcome asked = commands.run(repair).endsWith(21);
            assertThat(asked.out())
                    .containsPattern("public.bookings +0 missing, [0-9]+ changed, 0 extra")
                    .containsPattern("for example missing public.booking_payments id = '[0-9]+'");

            String[] approved = java.util.Arrays.copyOf(repair, repair.length + 1);
            approved[repair.length] = "--auto-approve";
            CommandLine.Outcome done = commands.run(approved).endsWith(0);
            assertThat(done.err()).contains("to take it back: gpg --decrypt repairs/");
            commands.run("compare", "latest", "env:DATABASE_URL", "--tables", "bookings,booking_payments")
                    .endsWith(0);
            assertThat(commands.run("compare", "latest", "env:DATABASE_URL")
                            .endsWith(3)
                            .out())
                    .contains("login_history")
                    .doesNotContain("public.bookings");
            assertThat(commands.run(approved).endsWith(0).err()).doesNotContain("to take it back");
            try (Stream<Path> undo = Files.walk(folder.resolve("backups").resolve("repairs"))) {
                assertThat(undo.filter(Files::isRegularFile)).hasSize(1);
            }
            assertThat(commands.run(
                                    "repair",
                                    "latest",
                                    "--tables",
                                    "no_such",
                                    "--target",
                                    "env:DATABASE_URL",
                                    "--engine",
                                    "memory")
                            .endsWith(2)
                            .err())
                    .contains("has no table public.no_such");
            assertThat(commands.run("repair", "latest", "--target", "env:DATABASE_URL")
                            .endsWith(2)
                            .err())
                    .contains("--tables");
        }
    }

    @Test
    void aSchemaThatMigrationsMadeIsFilledPhaseByPhase() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            CommandLine commands = system.commands();
            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            try (Connection connection = system.connect("restored")) {
                SampleData.createSchema(connection);
            }
            List<String> fill =
                    List.of("restore", "latest", "--data-only", "--target", "env:TARGET_URL", "--engine", "memory");
            assertThat(commands.run(fill.toArray(String[]::new)).endsWith(21).out())
                    .containsPattern("public.users +[0-9]+ missing, 0 changed, 0 extra, 0 alike");
            assertThat(system.rows("restored", "users")).isZero();
            List<String> approved = new ArrayList<>(fill);
            approved.add("--auto-approve");
            CommandLine.Outcome done =
                    commands.run(approved.toArray(String[]::new)).endsWith(0);
            assertThat(done.err().lines().filter(line -> line.startsWith("to take it back: gpg --decrypt repairs/")))
                    .hasSize(5);
            assertThat(done.out()).contains("public.bookings");
            try (Stream<Path> reports = Files.walk(folder.resolve("backups").resolve("reports"))) {
                assertThat(reports.map(Path::getFileName).map(Path::toString))
                        .as("the runbook's own checks of each phase")
                        .anyMatch(name -> name.matches("auth-data-1-[0-9a-f]{8}\\.json"))
                        .anyMatch(name -> name.matches("bookings-payments-data-1-[0-9a-f]{8}\\.json"));
            }
            commands.run("compare", "latest", "env:TARGET_URL").endsWith(0);
            approved.addAll(List.of("--tables", "users"));
            assertThat(commands.run(approved.toArray(String[]::new)).endsWith(2).err())
                    .contains("lifeboat repair SET --tables");
        }
    }
}
