package dev.lifeboat.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The system's Chromium without a window and without a network. */
final class Chromium {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Pattern MEASURED = Pattern.compile("data-measured=\"([\\d ;]+)\"");

    private final String program;

    private Chromium(String program) {
        this.program = program;
    }

    /** Skips the test where there is none. */
    static Chromium find() {
        String found = Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(found != null, "no Chromium on the PATH");
        return new Chromium(found);
    }

    /**
     * What the browser made of pages.
     *
     * @param console lines that it wrote there
     */
    record Look(List<String> console, List<Frame> frames) {}

    /** @param loaded how many resources the page asked for */
    record Frame(int loaded, int width, int height) {}

    /** Opens pages in frames of this width, which media queries take for the screen's. */
    Look look(List<String> pages, int width, Path folder) throws IOException, InterruptedException {
        StringBuilder frames = new StringBuilder();
        for (String html : pages) {
            String quoted = html.replace("&", "&amp;").replace("\"", "&quot;");
            frames.append("<iframe width=%d height=800 style=\"border:0\" srcdoc=\"%s\"></iframe>%n"
                    .formatted(width, quoted));
        }
        Path harness = folder.resolve("harness.html");
        Files.writeString(harness, """
                <!doctype html><meta charset=utf-8><body>
                %s
                <script>
                onload = () => {
                  document.body.dataset.measured = [...document.querySelectorAll('iframe')].map(frame => {
                    const root = frame.contentDocument.documentElement;
                    const loaded = frame.contentWindow.performance.getEntriesByType('resource').length;
                    return loaded + ' ' + root.scrollWidth + ' ' + root.scrollHeight;
                  }).join(';');
                };
                </script>
                """.formatted(frames));
        Path log = folder.resolve("chromium.log");
        String dom = run(log, "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom", harness);
        Matcher measured = MEASURED.matcher(dom);
        if (!measured.find()) {
            throw new IllegalStateException("the pages were not measured: " + Files.readString(log));
        }
        List<String> console = Files.readAllLines(log).stream()
                .filter(line -> line.contains("CONSOLE"))
                .toList();
        return new Look(
                console,
                Stream.of(measured.group(1).split(";", -1)).map(Chromium::frame).toList());
    }

    private static Frame frame(String measured) {
        String[] numbers = measured.split(" ", -1);
        return new Frame(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
    }

    /** A page on paper, as PDF. */
    byte[] print(Path page) throws IOException, InterruptedException {
        Path pdf = page.resolveSibling("page.pdf");
        run(page.resolveSibling("print.log"), "--print-to-pdf=" + pdf, "--no-pdf-header-footer", null, page);
        return Files.readAllBytes(pdf);
    }

    private String run(Path log, String one, String two, String three, Path page)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                // Nothing listens there: what a page asked for would fail, and be seen.
                "--proxy-server=127.0.0.1:9",
                "--user-data-dir=" + page.resolveSibling("profile")));
        Stream.of(one, two, three).filter(flag -> flag != null).forEach(command::add);
        command.add(page.toUri().toString());
        Path output = page.resolveSibling("output");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("Chromium does not end");
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
