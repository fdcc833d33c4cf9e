package dev.lifeboat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help of every command, as scripts and people know it. {@code -Dlifeboat.record=true} writes it anew. */
class HelpTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("lifeboat.root"), "starter", "src", "test", "resources", "help.txt");

    @Test
    void isAsItWas() throws IOException {
        StringBuilder all = new StringBuilder();
        collect(Lifeboat.commandLine(), all);
        if (Boolean.getBoolean("lifeboat.record")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, all, StandardCharsets.UTF_8);
        }
        assertThat(all.toString())
                .as("mvn -pl starter -am test -Dtest=HelpTest -Dlifeboat.record=true writes it anew")
                .isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8));
    }

    @Test
    void hasEachCommandOfTheDesign() {
        assertThat(Lifeboat.commandLine().getSubcommands().keySet())
                .containsAll(Set.of(
                        "demo",
                        "doctor",
                        "health",
                        "runbook",
                        "keys",
                        "backup",
                        "list",
                        "show",
                        "verify",
                        "plan",
                        "restore",
                        "status",
                        "decide",
                        "drill",
                        "schedules",
                        "worker",
                        "serve",
                        "dev"));
    }

    private static void collect(CommandLine command, StringBuilder all) {
        command.setUsageHelpWidth(120);
        all.append("## ")
                .append(command.getCommandSpec().qualifiedName())
                .append('\n')
                .append(command.getUsageMessage(Ansi.OFF))
                .append('\n');
        command.getSubcommands().values().forEach(inner -> collect(inner, all));
    }
}
