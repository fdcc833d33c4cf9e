package dev.lifeboat.cli;

import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.certificate.CertificatePage;
import dev.lifeboat.certificate.Certifying;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.MonthPage;
import dev.lifeboat.report.MonthReport;
import dev.lifeboat.report.Monthly;
import dev.lifeboat.report.Page;
import dev.lifeboat.report.PageHtml;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportLine;
import dev.lifeboat.report.ReportType;
import dev.lifeboat.report.Reports;
import dev.lifeboat.report.StoredReport;
import dev.lifeboat.report.Tone;
import dev.lifeboat.report.Words;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.store.NoSuchObjectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What runs have left in the store. */
@Command(
        name = "report",
        description = "Show the reports that runs leave in the store, and make those that auditors ask for.",
        synopsisSubcommandLabel = "COMMAND")
final class ReportCommand {
    private static final int USUAL = 30;
    private static final int MOST = 10_000;
    private static final int WIDTH = 100;

    @Command(
            name = "list",
            description = "List reports, newest first. Exit code 3 if one is not signed by a trusted key.")
    int list(
            @Option(
                            names = "--kind",
                            paramLabel = "K",
                            description =
                                    "backup, verify, drill, bisect, restore, repair, rollback or retention (default: all)")
                    @Nullable
                    String kind,
            @Option(
                            names = "--since",
                            paramLabel = "T",
                            description = "of runs that began then or later: a day, a time, or 30d for so long ago")
                    @Nullable
                    String since,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            description = "at most so many (default: 30; with --since all)")
                    @Nullable
                    Integer limit,
            @Mixin RunbookOption options) {
        Instant from = since == null ? null : Usage.parse(() -> Moments.parse(since, Instant.now()));
        int most = limit == null ? (from == null ? USUAL : MOST) : limit;
        if (most < 1) {
            throw new LifeboatException(ErrorCode.USAGE, "--limit is a number from 1 on");
        }
        List<ReportType<?>> types = types(kind);
        Runbook runbook = options.load().runbook();
        ReportArchive archive = new ReportArchive(new Lookout(runbook).vault());
        Output output = options.output();
        List<StoredReport.Read<?>> reports = archive.newest(
                        types,
                        runbook.name(),
                        stored -> from == null || !stored.startedAt().isBefore(from),
                        problem -> Output.say("warning: %s", Printable.of(problem)))
                .filter(read -> kind == null || read.line().kind().equals(kind))
                .limit(most)
                // As they come: of thousands, the first are of use before the last are read.
                .peek(read -> print(output, read))
                .toList();
        long unsigned = reports.stream().filter(read -> read.signed() == null).count();
        output.summary(Map.of("reports", reports.size(), "unsigned", unsigned));
        return unsigned == 0 ? 0 : 3;
    }

    private static List<ReportType<?>> types(@Nullable String kind) {
        if (kind != null && !ReportType.kinds().contains(kind)) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "--kind " + kind + " is not known; known: " + String.join(", ", ReportType.kinds()));
        }
        List<ReportType<?>> types = new ArrayList<>(ReportType.all());
        types.removeIf(
                type -> kind != null && !type.kind().isEmpty() && !type.kind().equals(kind));
        return types;
    }

    private static void print(Output output, StoredReport.Read<?> read) {
        ReportLine line = read.line();
        output.line(
                "%s  %-9s %s %-28s %-10s %s%s",
                SetTable.time(line.startedAt()),
                line.kind(),
                line.tone() == Tone.PLAIN ? " " : line.tone().sign(),
                Printable.of(line.outcome() + ": " + line.subject()),
                Words.span(Duration.between(line.startedAt(), line.endedAt())),
                read.stored().object(),
                read.signed() == null ? "  NOT SIGNED" : "");
        SortedMap<String, Object> fields = new TreeMap<>();
        fields.put("kind", line.kind());
        fields.put("run", line.run());
        fields.put("subject", line.subject());
        fields.put("tone", line.tone());
        fields.put("outcome", line.outcome());
        fields.put("startedAt", line.startedAt());
        fields.put("endedAt", line.endedAt());
        fields.put("by", line.by());
        fields.put("object", read.stored().object());
        fields.put("sha256", read.sha256());
        SignedRecords.Signed<?> signed = read.signed();
        fields.put("signer", signed == null ? null : signed.signer());
        output.object("report", fields);
    }

    @Command(
            name = "show",
            description = "Show the newest report of a run. Exit code 3 if it is not signed by a trusted key.")
    int show(
            @Parameters(
                            paramLabel = "RUN",
                            description = "a run (drill/shop/…), or a report as the list names it (reports/…)")
                    String run,
            @Option(names = "--html", description = "its page, to standard output") boolean html,
            @Option(
                            names = "--to",
                            paramLabel = "DIR",
                            description = "write JSON, page, their signatures and the signer's key into a new folder")
                    @Nullable
                    Path folder,
            @Mixin RunbookOption options) {
        ReportFiles.refuseExisting(folder);
        Lookout lookout = new Lookout(options.load().runbook());
        ReportArchive archive = new ReportArchive(lookout.vault());
        StoredReport.Read<?> read = archive.find(run);
        List<String> problems =
                new ArrayList<>(Stream.ofNullable(read.problem()).toList());
        byte[] page = page(archive, read, problems);
        Output output = options.output();
        if (folder != null) {
            ReportFiles.copy(
                    lookout.vault(), read.stored().object(), page, read.signed() != null, problems.isEmpty(), folder);
            Output.say("written to %s; `gpg --verify FILE.asc FILE` checks what is signed, by signer.asc", folder);
        } else if (html && !output.json()) {
            output.line("%s", new String(page, StandardCharsets.UTF_8).stripTrailing());
        } else {
            print(output, read.asPage(), false);
        }
        output.summary(read.value());
        problems.forEach(problem -> Output.say("warning: %s", Printable.of(problem)));
        return problems.isEmpty() ? 0 : 3;
    }

    /** As it is in the store; made anew, without a trend, where nobody signed it for this report. */
    private static byte[] page(ReportArchive archive, StoredReport.Read<?> read, List<String> problems) {
        try {
            if (read.signed() != null) {
                return archive.page(read);
            }
        } catch (LifeboatException e) {
            if (!SignedRecords.isOfTheRecord(e)) {
                throw e;
            }
            problems.add(e.getMessage() + "; what is shown is made anew of the signed report");
        } catch (NoSuchObjectException e) {
            problems.add(read.stored().page() + " is not there; what is shown is made anew of the signed report");
        }
        return PageHtml.of(read.asPage());
    }

    @Command(
            name = "month",
            description = "Sum a month up: runs, sizes, drills, phases against their budgets, cost. Exit code 3 if a"
                    + " store does not answer.")
    int month(
            @Parameters(
                            paramLabel = "MONTH",
                            arity = "0..1",
                            description = "as 2026-11, by UTC; the month before this one unless given")
                    @Nullable
                    String month,
            @Option(names = "--html", description = "as a page, to standard output") boolean html,
            @Option(names = "--keep", description = "keep it in the store, signed") boolean keep,
            @Mixin RunbookOption options) {
        YearMonth asked =
                month == null ? YearMonth.now(ZoneOffset.UTC).minusMonths(1) : Usage.parse(() -> Moments.month(month));
        Runbook runbook = options.load().runbook();
        Lookout lookout = new Lookout(runbook);
        if (keep) {
            // What is kept is signed, or is not kept: nobody would notice that it is not.
            lookout.vault().signer();
        }
        ListedSets listed = lookout.catalogue().list();
        MonthReport report =
                new Monthly(runbook, lookout.vault(), listed, KeepTimes.ends(runbook)).of(asked, Instant.now());
        Page page = MonthPage.of(report);
        Output output = options.output();
        print(output, page, html);
        output.summary(report);
        if (keep) {
            String object = Reports.folder("months", "month/" + runbook.name() + "/" + asked) + "/"
                    + Reports.time(report.madeAt());
            new Reports(lookout.vault().recording()).write(object, report, () -> page);
            Output.say("kept as %s.json", object);
        }
        Lookout.warn(listed.silent());
        return listed.silent().isEmpty() ? 0 : 3;
    }

    @Command(
            name = "certificate",
            description = "Certify that a drill restored a set whole: signed, for auditors. `audit verify` compares"
                    + " certificates with store and log. Exit code 3 if the log could not be written.")
    int certificate(
            @Parameters(
                            paramLabel = "SET|RUN",
                            description = "a set, latest or latest:MODE that a drill has proven; or the drill's run")
                    String asked,
            @Option(
                            names = "--to",
                            paramLabel = "DIR",
                            description = "write it, its page, their signatures and the signer's key into a new folder")
                    @Nullable
                    Path folder,
            @Mixin RunbookOption options) {
        ReportFiles.refuseExisting(folder);
        Lookout lookout = new Lookout(options.load().runbook());
        Certifying.Issued issued =
                new Certifying(lookout.vault()).issue(asked, Session.user(System.getenv()), Instant.now());
        Output output = options.output();
        print(output, CertificatePage.of(issued.certificate()), false);
        output.summary(issued.certificate());
        Output.say("kept as %s", issued.object());
        boolean noted = lookout.note(AuditEvents.certificateIssued(
                issued.certificate().set().set(),
                issued.certificate().drill().run(),
                issued.object(),
                issued.sha256(),
                Session.user(System.getenv())));
        if (folder != null) {
            ReportFiles.copy(
                    lookout.vault(),
                    issued.object(),
                    issued.page().getBytes(StandardCharsets.UTF_8),
                    true,
                    true,
                    folder);
            Output.say("written to %s, with the key as signer.asc", folder);
        }
        return noted ? 0 : 3;
    }

    private static void print(Output output, Page page, boolean html) {
        if (html && !output.json()) {
            output.line("%s", new String(PageHtml.of(page), StandardCharsets.UTF_8).stripTrailing());
        } else {
            PageText.lines(page, WIDTH).forEach(line -> output.line("%s", line));
        }
    }
}
