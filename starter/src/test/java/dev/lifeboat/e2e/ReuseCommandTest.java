package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code archive.reuse} from the runbook to what a person reads of it. */
class ReuseCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    @Test
    void aSetSaysWhatItReusedAndWhichOthersItNeeds() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            Path runbook = folder.resolve("runbook.yaml");
            String text = Files.readString(runbook);
            assertThat(text).contains("chunk: 256MiB }");
            Files.writeString(runbook, text.replace("chunk: 256MiB }", "reuse: true }"));
            CommandLine commands = system.commands();

            JsonNode first = backUp(commands);
            assertThat(first.path("reusedBytes").asLong()).isZero();
            JsonNode second = backUp(commands, "--verify");
            assertThat(second.path("reusedBytes").asLong()).isPositive();
            String one = first.path("set").asText();
            String two = second.path("set").asText();

            assertThat(commands.run("list").endsWith(0).out().lines())
                    .anyMatch(line -> line.matches(" +\\S+ \\S+ reused; needs: \\Q" + one + "\\E"))
                    .anyMatch(line -> line.matches(" +needed by: \\Q" + two + "\\E"));
            assertThat(json(commands.run("show", one, "--json")).path("neededBy"))
                    .isEqualTo(JSON.valueToTree(List.of(two)));
            assertThat(json(commands.run("show", two, "--json")).path("needs"))
                    .isEqualTo(JSON.valueToTree(List.of(one)));
            assertThat(commands.run("show", two).endsWith(0).out())
                    .contains("needs       " + one)
                    .contains(" reused of other sets");
            assertThat(commands.run("verify", two, "--engine", "memory")
                            .endsWith(0)
                            .out())
                    .contains(" of other sets (");

            JsonNode full = backUp(commands, "--full");
            assertThat(full.path("reusedBytes").asLong()).isZero();
            assertThat(full.path("storedBytes").asLong())
                    .isGreaterThan(second.path("storedBytes").asLong());
            assertThat(json(commands.run("show", full.path("set").asText(), "--json"))
                            .path("needs"))
                    .isEmpty();
        }
    }

    private static JsonNode backUp(CommandLine commands, String... options) throws Exception {
        String[] line = new String[options.length + 4];
        System.arraycopy(new String[] {"backup", "--engine", "memory", "--json"}, 0, line, 0, 4);
        System.arraycopy(options, 0, line, 4, options.length);
        return json(commands.run(line));
    }

    /** The last line is the summary. */
    private static JsonNode json(CommandLine.Outcome outcome) throws Exception {
        String out = outcome.endsWith(0).out().strip();
        return JSON.readTree(out.substring(out.lastIndexOf('\n') + 1));
    }
}
