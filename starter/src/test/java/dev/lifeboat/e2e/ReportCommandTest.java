package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a backup, a verification and a drill leave behind, a month of it, and what an auditor is given (V2, V3, K4). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReportCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static SampleSystem system;

    @BeforeAll
    static void backUpAndDrill() throws Exception {
        system = SampleSystem.create(folder, 500);
        run("backup", "--mode", "daily", "--verify", "--engine", "memory").endsWith(0);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void certifiesNothingThatNoDrillHasProven() throws Exception {
        assertThat(run("report", "certificate", "latest").endsWith(10).err()).contains("no drill has proven daily/");
    }

    @Test
    @Order(2)
    void listsWhatRunsHaveLeft() throws Exception {
        run("drill", "--engine", "memory").endsWith(0);
        List<JsonNode> reports =
                lines(run("report", "list", "--json").endsWith(0).out());
        assertThat(reports.stream().map(line -> line.path("kind").asText("")))
                .containsExactlyInAnyOrder("backup", "verify", "restore", "drill", "");
        assertThat(reports.get(reports.size() - 1).path("unsigned").asInt()).isZero();
        assertThat(run("report", "list", "--kind", "backup").endsWith(0).out())
                .hasLineCount(1)
                .contains("✔", "taken and verified: daily/", "reports/backups/backup_bookings-assistant_daily-");
        assertThat(run("report", "list", "--kind", "copies").endsWith(2).err()).contains("is not known; known: backup");
    }

    @Test
    @Order(3)
    void showsADrillAsTextAndAsAPageAndGivesItToAuditors() throws Exception {
        String drill = reportOf("drill").path("run").asText();
        assertThat(run("report", "show", drill).endsWith(0).out())
                .contains("Drill of daily/", "✔ proven", "Against the objectives", "Phase auth", "✔ held");
        assertThat(run("report", "show", drill, "--html").endsWith(0).out())
                .startsWith("<!doctype html>")
                .contains("<svg")
                .doesNotContain("<script");
        Path given = folder.resolve("given");
        run("report", "show", drill, "--to", given.toString()).endsWith(0);
        assertSigned(given);
        assertThat(run("report", "show", drill, "--to", given.toString())
                        .endsWith(2)
                        .err())
                .contains("is there already");
        assertThat(run("report", "show", "drill/bookings-assistant/no")
                        .endsWith(10)
                        .err())
                .contains("there is no report of");
    }

    @Test
    @Order(4)
    void sumsTheMonthUp() throws Exception {
        String month = YearMonth.now(ZoneOffset.UTC).toString();
        CommandLine.Outcome shown = run("report", "month", month, "--keep").endsWith(0);
        assertThat(shown.out())
                .contains("bookings-assistant in " + month, "Longest restore of a drill (RTO)", "Phases in numbers");
        JsonNode report =
                last(run("report", "month", month, "--json").endsWith(0).out());
        assertThat(report.path("backups").get(0).path("taken").asInt()).isEqualTo(1);
        assertThat(report.path("drills").get(0).path("proven").asBoolean()).isTrue();
        assertThat(report.path("sets").path("proven").asInt()).isEqualTo(1);
        assertThat(report.path("phases").findValuesAsText("phase")).contains("auth", "remainder");
        assertThat(report.path("cost")).isNotEmpty();
        assertThat(run("report", "month").endsWith(0).out())
                .as("that of cron, on the first day of the next")
                .contains("bookings-assistant in " + YearMonth.parse(month).minusMonths(1));
        assertThat(run("report", "month", "2999-01").endsWith(2).err()).contains("is not this month");
        Path secret = folder.resolve("keys/signing.sec.asc");
        Path elsewhere = folder.resolve("keys/elsewhere");
        Files.move(secret, elsewhere);
        run("report", "month", month, "--keep").endsWith(2);
        Files.move(elsewhere, secret);
        try (Stream<Path> kept = Files.walk(folder.resolve("backups/reports/months"))) {
            assertThat(kept.filter(file -> file.toString().endsWith(".json"))).hasSize(1);
        }
        assertThat(run("report", "month", "June").endsWith(2).err()).contains("write 2026-11");
    }

    @Test
    @Order(5)
    void certifiesASetWhoseDrillWasGreenAndExaminesTheCertificate() throws Exception {
        Path given = folder.resolve("certificate");
        CommandLine.Outcome issued = run("report", "certificate", "latest", "--to", given.toString(), "--json")
                .endsWith(0);
        JsonNode certificate = last(issued.out());
        assertThat(certificate.path("drill").path("run").asText()).startsWith("drill/bookings-assistant/");
        assertThat(certificate.path("log").findValuesAsText("type")).containsExactly("backup_taken", "drill_ended");
        assertThat(certificate.path("marks").findValuesAsText("what")).contains("proven", "verified");
        assertThat(certificate.path("gates")).isNotEmpty();
        assertSigned(given);
        assertThat(run("audit", "list", "--type", "certificate_issued")
                        .endsWith(0)
                        .out())
                .hasLineCount(1);
        assertThat(run("report", "certificate", "latest", "--to", given.toString())
                        .endsWith(2)
                        .err())
                .contains("is there already");
        assertThat(run("audit", "list", "--type", "certificate_issued")
                        .endsWith(0)
                        .out())
                .as("no certificate that nobody is given")
                .hasLineCount(1);
        String run = certificate.path("drill").path("run").asText();
        run("report", "certificate", run).endsWith(0);
        run("audit", "verify").endsWith(0);
    }

    @Test
    @Order(6)
    void noticesEvidenceThatWasChangedAndACertificateThatWas() throws Exception {
        Path evidence = find("reports/restores", "auth-data-1-");
        String text = Files.readString(evidence);
        Files.writeString(evidence, text.replace("\"attempt\" : 1", "\"attempt\" : 2"));
        assertThat(run("audit", "verify").endsWith(12).out())
                .contains("reports/certificates/", "(evidence of auth, data), which was changed");
        Files.delete(evidence);
        assertThat(run("audit", "verify").endsWith(12).out()).contains("which was removed");
        Files.writeString(evidence, text);
        run("audit", "verify").endsWith(0);

        Path certificate = find("reports/certificates", ".json");
        String words = Files.readString(certificate);
        Files.writeString(certificate, words.replace("\"failed\" : 0", "\"failed\" : 9"));
        assertThat(run("audit", "verify").endsWith(12).out()).contains("does not authenticate");
        Files.writeString(certificate, words);
        run("audit", "verify").endsWith(0);

        Files.delete(certificate);
        assertThat(run("audit", "verify").endsWith(12).out()).contains("of the log tells of", "which was removed");
        Files.writeString(certificate, words);
        run("audit", "verify").endsWith(0);
    }

    @Test
    @Order(7)
    void showsNoPageThatSomebodyChanged() throws Exception {
        String drill = reportOf("drill").path("run").asText();
        Path page = folder.resolve("backups")
                .resolve(reportOf("drill").path("object").asText().replaceFirst("json$", "html"));
        String words = Files.readString(page);
        Files.writeString(page, words.replace("✔ proven", "✔ proven, honestly"));
        CommandLine.Outcome shown = run("report", "show", drill, "--html").endsWith(3);
        assertThat(shown.err()).contains("is not signed", "made anew of the signed report");
        assertThat(shown.out()).contains("✔ proven").doesNotContain("honestly");
        Path given = folder.resolve("given-again");
        run("report", "show", drill, "--to", given.toString()).endsWith(3);
        try (Stream<Path> files = Files.list(given)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".asc")))
                    .as("of the JSON and the key")
                    .hasSize(2);
        }
        Files.writeString(page, words);
        run("report", "show", drill, "--html").endsWith(0);
    }

    @Test
    @Order(8)
    void saysOfAReportThatSomebodyChangedThatNobodySignedIt() throws Exception {
        JsonNode drill = reportOf("drill");
        Path json = folder.resolve("backups").resolve(drill.path("object").asText());
        Files.writeString(json, Files.readString(json).replace("\"proven\" : true", "\"proven\" : false"));
        assertThat(run("report", "show", drill.path("run").asText()).endsWith(3).err())
                .contains("is not signed");
        assertThat(run("report", "list").endsWith(3).out()).contains("NOT SIGNED");
        assertThat(run("report", "certificate", drill.path("run").asText())
                        .endsWith(12)
                        .err())
                .contains("is not signed");
    }

    /** By gpg alone, with the key that lies beside. */
    private static void assertSigned(Path given) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(folder, "gnupg");
        assertThat(gpg(home, "--import", given.resolve("signer.asc"))).isZero();
        List<Path> signatures;
        try (Stream<Path> files = Files.list(given)) {
            signatures = files.filter(file -> file.toString().matches(".*\\.(json|html)\\.asc"))
                    .toList();
        }
        assertThat(signatures).hasSize(2);
        for (Path signature : signatures) {
            Path file = Path.of(signature.toString().replaceFirst("\\.asc$", ""));
            assertThat(gpg(home, "--verify", signature, file))
                    .as(file.toString())
                    .isZero();
        }
    }

    private static int gpg(Path home, String command, Path... files) throws IOException, InterruptedException {
        List<String> all = Stream.concat(
                        Stream.of("gpg", "--batch", "--quiet", "--no-autostart", "--homedir", home.toString(), command),
                        Stream.of(files).map(Path::toString))
                .toList();
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gpg.log").toFile())
                .start()
                .waitFor();
    }

    private static Path find(String below, String part) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("backups").resolve(below))) {
            return files.filter(file -> file.getFileName().toString().contains(part)
                            && file.toString().endsWith(".json"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static JsonNode reportOf(String kind) throws Exception {
        return lines(run("report", "list", "--kind", kind, "--json").out()).get(0);
    }

    private static CommandLine.Outcome run(String... arguments) throws IOException, InterruptedException {
        return system.commands().run(arguments);
    }

    private static JsonNode last(String out) throws IOException {
        List<JsonNode> lines = lines(out);
        return lines.get(lines.size() - 1);
    }

    private static List<JsonNode> lines(String out) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
