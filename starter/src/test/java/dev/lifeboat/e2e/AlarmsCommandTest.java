package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the damage to the word of a person who has looked at it. */
class AlarmsCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOUND = "public.whatsapp_messages: no rows, usually ";

    @TempDir
    static Path folder;

    @Test
    void aSetOfADamagedDatabaseIsRefusedUntilAPersonHasLooked() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            CommandLine commands = system.commands();
            String good = backUp(commands, 0).path("set").asText();
            commands.run("alarms", "list").endsWith(0);
            system.execute("bookings", "truncate whatsapp_messages cascade");

            JsonNode damaged = backUp(commands, 3);
            String set = damaged.path("set").asText();
            assertThat(damaged.path("findings").toString()).contains(FOUND);

            assertListed(commands, set, good);
            assertRefused(commands, set);
            assertPlannedDespiteTheAlarm(commands, set);
            assertThat(commands.run(withEngine(List.of(
                                    "restore",
                                    set,
                                    "--target",
                                    "env:TARGET_URL",
                                    "--auto-approve",
                                    "--despite-alarm",
                                    "to see what is left")))
                            .endsWith(0)
                            .err())
                    .contains("warning: " + set + " is alarmed since", "to see what is left");
            assertThat(system.rows("restored", "whatsapp_messages")).isZero();

            resolve(commands, set, good);
            backUp(commands, 0);
        }
    }

    private static void assertListed(CommandLine commands, String set, String good) throws Exception {
        assertThat(commands.run("alarms", "list").endsWith(3).out()).contains(set, "OPEN", FOUND);
        assertThat(commands.run("alarms", "show", set).endsWith(3).out())
                .contains("finding   " + FOUND, "pinned    " + good);
        assertThat(commands.run("doctor").out()).contains(FOUND);
    }

    private static void assertRefused(CommandLine commands, String set) throws Exception {
        for (List<String> command : List.of(
                List.of("restore", set, "--target", "env:TARGET_URL", "--auto-approve"),
                List.of("repair", set, "--target", "env:DATABASE_URL", "--tables", "users", "--auto-approve"),
                List.of("rollback-schema", set, "--target", "env:DATABASE_URL", "--auto-approve"),
                List.of("drill", "--set", set))) {
            CommandLine.Outcome outcome = commands.run(withEngine(command)).endsWith(1);
            assertThat(outcome.err()).as("%s", command).contains("[SET_ALARMED]", FOUND, "--despite-alarm");
        }
        commands.run("restore", set, "--target", "env:TARGET_URL", "--despite-alarm", " ")
                .endsWith(2);
    }

    private static String[] withEngine(List<String> command) {
        String[] line = command.toArray(new String[command.size() + 2]);
        line[command.size()] = "--engine";
        line[command.size() + 1] = "memory";
        return line;
    }

    private static void assertPlannedDespiteTheAlarm(CommandLine commands, String set) throws Exception {
        assertThat(commands.run("plan", set, "--target", "env:TARGET_URL")
                        .endsWith(1)
                        .out())
                .contains("BLOCKER   SET_ALARMED: " + set);
        assertThat(commands.run("plan", set, "--target", "env:TARGET_URL", "--despite-alarm", "to see")
                        .endsWith(0)
                        .out())
                .contains("warning   " + set + " is alarmed since", "used in spite of that: to see");
    }

    private static void resolve(CommandLine commands, String set, String good) throws Exception {
        commands.run("alarms", "resolve", set).endsWith(2);
        commands.run("alarms", "resolve", good, "--reason", "none").endsWith(2);
        assertThat(commands.run("alarms", "resolve", set, "--reason", "archived on purpose")
                        .endsWith(0)
                        .out())
                .contains("1 older sets released");
        commands.run("alarms", "list").endsWith(0);
        assertThat(commands.run("alarms", "list", "--all").endsWith(0).out())
                .contains(set, "resolved at", "archived on purpose");
        assertThat(commands.run("plan", set, "--target", "env:DATABASE_URL").out())
                .doesNotContain("SET_ALARMED");
    }

    private static JsonNode backUp(CommandLine commands, int exitCode) throws Exception {
        String out = commands.run("backup", "--mode", "daily", "--engine", "memory", "--json")
                .endsWith(exitCode)
                .out()
                .strip();
        return JSON.readTree(out.substring(out.lastIndexOf('\n') + 1));
    }
}
