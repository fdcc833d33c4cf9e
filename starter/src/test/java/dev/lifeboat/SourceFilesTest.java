package dev.lifeboat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every source file. */
class SourceFilesTest {
    private static final int MOST_LINES = 400;

    private static final Path ROOT = Path.of(System.getProperty("lifeboat.root"));

    @Test
    void noneIsLongerThanAReaderKeepsInMind() throws IOException {
        assertThat(sources("main", "test"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(lines(file)).as("%s", file).hasSizeLessThanOrEqualTo(MOST_LINES));
    }

    @Test
    void everyPackageSaysWhatMayBeNull() throws IOException {
        Set<Path> folders = new TreeSet<>();
        sources("main").forEach(file -> folders.add(file.getParent()));
        assertThat(folders).hasSizeGreaterThan(20).allSatisfy(folder -> assertThat(
                        lines(folder.resolve("package-info.java")))
                .as("%s", folder)
                .contains("@NullMarked"));
    }

    private static List<Path> sources(String... kinds) throws IOException {
        Set<Path> files = new TreeSet<>();
        for (String module : List.of("workflows", "activities", "worker", "starter", "bench")) {
            for (String kind : kinds) {
                Path folder = ROOT.resolve(module).resolve("src").resolve(kind).resolve("java");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> walk = Files.walk(folder)) {
                        walk.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                    }
                }
            }
        }
        return files.stream().toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
