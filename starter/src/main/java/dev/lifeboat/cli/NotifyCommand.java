package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.notice.TestNoticesReport;
import dev.lifeboat.notice.TestNoticesRequest;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The channels over which people are told. */
@Command(name = "notify", description = "Try the channels over which people are told.")
final class NotifyCommand {
    private static final String LINE = "%-20s %-13s %-8s %8s  %s";

    @Command(
            name = "test",
            description =
                    "Send one test message over each channel, from where all others are sent; exit 1 if one failed.")
    int test(
            @Parameters(paramLabel = "CHANNEL", arity = "0..*", description = "channels by name (default: all)")
                    List<String> channels,
            @Mixin EngineOption engine,
            @Mixin RunbookOption options) {
        LoadedRunbook loaded = options.load();
        Runbook book = loaded.runbook();
        List<String> chosen = chosen(book, channels == null ? List.of() : channels);
        TestNoticesReport report;
        try (Session session = engine.open()) {
            String id = RunIds.noticeTest(book.name(), Instant.now());
            Output.say("run %s", id);
            boolean sentByWorker = session.leaveToWorker(loaded);
            Output.say(
                    sentByWorker
                            ? "sent by the worker that sends all others"
                            : "sent by this process, with its environment: no worker runs for this runbook on this machine");
            WorkflowStub run = session.start(
                    "TestNotices",
                    id,
                    "test of " + chosen.size() + " channels",
                    new TestNoticesRequest(book, chosen, session.user()));
            report = Following.toEnd(run, TestNoticesReport.class);
        }
        Output output = options.output();
        output.line(LINE, "CHANNEL", "KIND", "OUTCOME", "TIME", "");
        for (TestNoticesReport.Tried tried : report.channels()) {
            output.line(
                    LINE,
                    tried.channel(),
                    tried.kind() == null ? "-" : tried.kind().wireName(),
                    tried.error() == null ? "sent" : "FAILED",
                    tried.took() == null ? "-" : tried.took().toMillis() + " ms",
                    tried.error() == null ? "" : Printable.of(tried.error()));
            output.object("channel", tried);
        }
        output.summary(Map.of("channels", report.channels().size(), "failed", report.failed()));
        return report.failed() == 0 ? 0 : 1;
    }

    private static List<String> chosen(Runbook book, List<String> asked) {
        List<String> known =
                book.notifications().all().stream().map(Notify.Named::name).toList();
        if (known.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.RUNBOOK_INVALID,
                    "the runbook names no channel under notify: people only hear by the log");
        }
        for (String name : asked) {
            if (!known.contains(name)) {
                throw new LifeboatException(
                        ErrorCode.USAGE,
                        "there is no channel \"" + Printable.of(name) + "\"; known: " + String.join(", ", known));
            }
        }
        return asked.isEmpty() ? known : asked;
    }
}
