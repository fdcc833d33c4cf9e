package dev.lifeboat.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Stores;
import dev.lifeboat.worker.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of the metrics: on their page, in the registry, in the alert rules and on the dashboard they are the same. */
class MetricTest {
    private static final Path ROOT = Path.of(System.getProperty("lifeboat.root"));
    private static final Pattern NAME = Pattern.compile("lifeboat_[a-z_]+");

    @TempDir
    Path folder;

    @Test
    void thePageHasEveryMetricWithItsLabels() throws IOException {
        StringBuilder table = new StringBuilder("| metric | type | labels | what |\n|---|---|---|---|\n");
        for (Metric metric : Metric.values()) {
            table.append("| `")
                    .append(metric.text())
                    .append("` | ")
                    .append(
                            metric.kind() == Metric.Kind.TIMER
                                    ? "summary"
                                    : metric.kind().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(metric.labels().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", ")))
                    .append(" | ")
                    .append(metric.help())
                    .append(" |\n");
        }
        assertThat(Files.readString(ROOT.resolve("docs/metrics.md")))
                .contains(table.append('\n').toString());
    }

    @Test
    void theRegistryGivesEveryMetricUnderItsNameAndNoOther() throws IOException {
        String text;
        try (Telemetry telemetry = new Telemetry()) {
            List<Sample> samples = Arrays.stream(Metric.values())
                    .filter(metric -> metric.kind() == Metric.Kind.GAUGE)
                    .map(metric -> new Sample(metric, values(metric), 1))
                    .toList();
            telemetry.watch("shop", now -> Reading.whole(samples));
            MeteringTest.countEverything(new Metering());
            Stores.open(StoreLocation.folder(folder.toString()), new Secrets(Map.of()))
                    .exists("x");
            text = telemetry.scrape();
        }
        Set<String> given =
                NAME.matcher(text).results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
        assertThat(given).isEqualTo(series());
        for (Metric metric : Metric.values()) {
            String type = metric.kind() == Metric.Kind.TIMER
                    ? "summary"
                    : metric.kind().name().toLowerCase(Locale.ROOT);
            assertThat(text)
                    .contains("# HELP " + metric.text() + " " + metric.help() + "\n")
                    .contains("# TYPE " + metric.text() + " " + type + "\n");
        }
        assertThat(text).contains("jvm_memory_used_bytes", "process_uptime_seconds");
    }

    @Test
    void everyQueryOfTheDashboardAsksForMetricsAndLabelsThatThereAre() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(ROOT.resolve("deploy/grafana/lifeboat.json").toFile());
        List<String> queries = dashboard.findValuesAsText("expr");
        assertThat(queries).hasSizeGreaterThan(20);
        Set<String> used = new TreeSet<>();
        queries.forEach(query -> assertKnown(query, used));
        Set<String> left = series();
        left.removeAll(used);
        assertThat(left)
                .as("metrics that nobody sees")
                .containsExactly("lifeboat_store_request_seconds", "lifeboat_store_request_seconds_max");
    }

    @Test
    void everyAlertAsksForMetricsAndLabelsThatThereAre() throws IOException {
        for (String line : Files.readAllLines(ROOT.resolve("deploy/prometheus/lifeboat.rules.yml"))) {
            if (line.strip().startsWith("expr:")) {
                assertKnown(line, new TreeSet<>());
            }
        }
    }

    @Test
    void eachAlertFiresWhereItMustAndNowhereElse() throws Exception {
        String promtool = Stream.concat(
                        Stream.of(ROOT.resolve(".tools/bin")),
                        Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of))
                .map(place -> place.resolve("promtool"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(promtool != null, "no promtool here");
        Path rules = ROOT.resolve("deploy/prometheus/lifeboat.rules.yml");
        Path said = folder.resolve("promtool");
        for (List<String> command : List.of(
                List.of(promtool, "check", "rules", rules.toString()),
                List.of(
                        promtool,
                        "test",
                        "rules",
                        rules.resolveSibling("lifeboat.rules.test.yml").toString()))) {
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .waitFor();
            assertThat(code).as(Files.readString(said, StandardCharsets.UTF_8)).isZero();
        }
        String tests = Files.readString(rules.resolveSibling("lifeboat.rules.test.yml"));
        List<String> alerts = Pattern.compile("alert: (\\w+)")
                .matcher(Files.readString(rules))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(alerts).hasSizeGreaterThan(15).allSatisfy(alert -> assertThat(tests)
                .contains("alertname: " + alert + "\n"));
    }

    private static void assertKnown(String query, Set<String> used) {
        Set<String> series = series();
        Set<String> labels = new TreeSet<>();
        NAME.matcher(query).results().forEach(found -> {
            assertThat(series).as(query).contains(found.group());
            used.add(found.group());
            Arrays.stream(Metric.values())
                    .filter(metric -> found.group().startsWith(metric.text()))
                    .forEach(metric -> labels.addAll(metric.labels()));
        });
        Pattern.compile("[{,(] ?([a-z_]+)(=~?\"|[,)])")
                .matcher(query)
                .results()
                .map(found -> found.group(1))
                .filter(word -> !NAME.matcher(word).matches())
                .forEach(label -> assertThat(labels).as(query).contains(label));
    }

    /** A timer has three. */
    private static Set<String> series() {
        Set<String> series = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            series.add(metric.text());
            if (metric.kind() == Metric.Kind.TIMER) {
                series.addAll(List.of(metric.text() + "_count", metric.text() + "_sum", metric.text() + "_max"));
            }
        }
        return series;
    }

    private static List<String> values(Metric metric) {
        List<String> values = new ArrayList<>(metric.labels());
        values.set(0, "shop");
        return values;
    }
}
