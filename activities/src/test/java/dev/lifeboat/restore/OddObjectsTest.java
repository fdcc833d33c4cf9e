package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file of {@code odd/} a case: a script that makes a database, restored in one phase and scattered over three,
 * behind green gates; {@code pg_dump} of source and target must be equal, and so must the answers to the file's own
 * questions.
 *
 * <p>A line may end with {@code -- since MAJOR}. A file may begin with {@code -- database: OPTIONS}, may hold lines
 * {@code -- equal: QUERY}, and with {@code -- by hand} is restored by the set's own script, too. Other databases:
 * {@code mvn test -pl activities -am -Dtest=OddObjectsTest -Dlifeboat.odd.folder=FOLDER}, one {@code .sql} file each.
 */
@Execution(ExecutionMode.CONCURRENT)
class OddObjectsTest {
    @TempDir
    Path folder;

    record Case(String name, String options, String script, List<String> questions) {
        static Case read(Path file) {
            try {
                String script = Files.readString(file);
                return new Case(
                        file.getFileName().toString().replace(".sql", ""),
                        String.join("", after(script, "-- database: ")),
                        script,
                        after(script, "-- equal: "));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** Without the lines that PostgreSQL of this version cannot read: they end with {@code -- since MAJOR}. */
        String scriptFor(int version) {
            return script.lines()
                    .filter(line -> !line.matches(".* -- since [0-9]+")
                            || Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)) <= version / 10000)
                    .collect(Collectors.joining("\n", "", "\n"));
        }

        boolean byHand() {
            return script.contains("\n-- by hand");
        }

        private static List<String> after(String script, String mark) {
            return Arrays.stream(script.split("\n"))
                    .filter(line -> line.startsWith(mark))
                    .map(line -> line.substring(mark.length()))
                    .toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws Exception {
        String own = System.getProperty("lifeboat.odd.folder");
        Path folder = own != null
                ? Path.of(own)
                : Path.of(Objects.requireNonNull(OddObjectsTest.class.getResource("odd"))
                        .toURI());
        String wanted = System.getProperty("lifeboat.odd", "");
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(Case::read).filter(one -> one.name().contains(wanted)).toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @Timeout(120)
    void comesBackAsItWas(Case odd) throws Exception {
        OddSystem system = new OddSystem(folder, odd.options(), odd.script());
        List<String> targets = new ArrayList<>(List.of(system.restoreAtOnce(), system.restoreScattered()));
        if (odd.byHand()) {
            targets.add(system.restoreByHand());
        }
        for (String target : targets) {
            assertThat(system.differences(target)).isEmpty();
            for (String question : odd.questions()) {
                List<String> answers = system.answers(target, question);
                assertThat(answers.get(1)).as(question).isEqualTo(answers.get(0));
            }
        }
        OddSystem reused = system.reusing().reusing();
        assertThat(system.differences(reused.restoreScattered())).as("reused").isEmpty();
        for (Form form : List.of(Form.JSON, Form.SQL)) {
            if (!refused(odd, form)) {
                comesBackFrom(form, odd, system);
            }
        }
    }

    /** The same, of a set that holds its rows in another form. */
    private static void comesBackFrom(Form form, Case odd, OddSystem system) throws Exception {
        OddSystem other = system.with(SetContent.of(form, List.of()));
        assertThat(system.differences(other.restoreScattered()))
                .as(form.wireName())
                .isEmpty();
        if (odd.byHand()) {
            assertThat(system.differencesInRows(other.restoreByHand()))
                    .as(form.wireName() + " by hand")
                    .isEmpty();
        }
    }

    /** What a form cannot hold is refused before a set is begun. */
    private static boolean refused(Case odd, Form form) {
        return form == Form.JSON
                ? odd.options().contains("SQL_ASCII")
                : odd.name().equals("large-objects");
    }
}
