package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A single row near PostgreSQL's limit, 1 GB for a line of COPY. */
@Timeout(300)
class LargeRowTest {
    /** Above it, PostgreSQL itself cannot print the line. */
    private static final int NEAR_THE_LIMIT = 1_000_000_000;

    @TempDir
    Path folder;

    /** The others take minutes: {@code -Dlifeboat.large=archive,json,sql}. */
    static Stream<Form> forms() {
        return Stream.of(System.getProperty("lifeboat.large", "archive").split(","))
                .map(name -> Form.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    /** Another process, since that of the tests has too little memory on purpose. */
    @ParameterizedTest
    @MethodSource("forms")
    void comesBack(Form form) throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + (form == Form.JSON ? "8g" : "3g"),
                        "-Dlifeboat.root=" + System.getProperty("lifeboat.root"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeRowTest.class.getName(),
                        folder.toString(),
                        form.name())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> read(log)).isZero();
    }

    public static void main(String[] arguments) throws Exception {
        Form form = Form.valueOf(arguments[1]);
        OddSystem system = system(Path.of(arguments[0]), NEAR_THE_LIMIT, form);
        String target = system.restoreAtOnce();
        List<String> answers = system.answers(target, "SELECT a, length(b), md5(b) FROM t ORDER BY a");
        assertThat(answers.get(1)).isEqualTo(answers.get(0)).startsWith("1 | " + NEAR_THE_LIMIT);
        System.exit(0);
    }

    @Test
    void isNamedWhereMemoryIsShort() {
        assertThatThrownBy(() -> system(folder, NEAR_THE_LIMIT, Form.ARCHIVE))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ROW_TOO_LARGE))
                .hasMessageContaining("a row of public.t does not fit into this process's memory, 1024 MiB");
    }

    private static OddSystem system(Path folder, int length, Form form) throws Exception {
        OddServer server = OddServer.base();
        return new OddSystem(
                server,
                server,
                folder,
                "",
                "CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t VALUES"
                        + " (1, repeat('0123456789abcde' || chr(10), " + length / 16 + ")), (2, 'small');",
                SetContent.of(form, List.of()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
