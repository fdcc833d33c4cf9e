package dev.lifeboat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents name is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("lifeboat.root"));
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|Contract))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    @Test
    void everyTestThatTheyNameIsThere() throws IOException {
        Set<String> tests = files("", path -> path.toString().contains("src/test")).stream()
                .map(path -> path.getFileName().toString().replaceFirst("\\.java$", ""))
                .collect(Collectors.toSet());
        for (Path page : pages()) {
            assertThat(found(page, TEST)).as("%s", page).allMatch(tests::contains);
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (Path page : pages()) {
            assertThat(found(page, LINK))
                    .as("%s", page)
                    .filteredOn(link -> !link.startsWith("http"))
                    .allMatch(link -> Files.exists(page.resolveSibling(link)));
        }
    }

    /** A page that nobody is led to is read by nobody. */
    @Test
    void everyPageIsLinkedFromTheFirst() throws IOException {
        List<String> links = found(ROOT.resolve("README.md"), LINK);
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            assertThat(pages.map(page -> "docs/" + page.getFileName()).filter(page -> page.endsWith(".md")))
                    .isNotEmpty()
                    .allMatch(links::contains);
        }
    }

    private static List<String> found(Path page, Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map((MatchResult result) -> result.group(1))
                .distinct()
                .toList();
    }

    private static Set<Path> pages() throws IOException {
        Set<Path> pages = files("docs", path -> path.toString().endsWith(".md"));
        pages.add(ROOT.resolve("README.md"));
        pages.add(ROOT.resolve("CHANGELOG.md"));
        return pages;
    }

    private static Set<Path> files(String folder, Predicate<Path> wanted) throws IOException {
        Set<Path> files = new TreeSet<>();
        for (String module : folder.isEmpty()
                ? List.of("workflows/src", "activities/src", "worker/src", "starter/src", "bench/src")
                : List.of(folder)) {
            try (Stream<Path> walk = Files.walk(ROOT.resolve(module))) {
                walk.filter(wanted).forEach(files::add);
            }
        }
        return files;
    }
}
