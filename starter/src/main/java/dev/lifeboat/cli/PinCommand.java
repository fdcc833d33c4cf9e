package dev.lifeboat.cli;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.retention.Pins;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Legal holds. */
@Command(name = "pin", description = "Keep a set whatever its age, or let it go by its age again.")
final class PinCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Parameters(paramLabel = "SET", description = "a set's name")
    private String set = "";

    @Option(names = "--reason", paramLabel = "R", description = "why; obligatory for a pin")
    private @Nullable String reason;

    @Option(names = "--release", description = "end every pin of the set")
    private boolean release;

    @Override
    public Integer call() {
        if (!release && (reason == null || reason.isBlank())) {
            throw new LifeboatException(ErrorCode.USAGE, "a pin needs --reason: somebody will ask in a year");
        }
        if (set.equals("latest") || set.startsWith("latest:")) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    set + " is another set tomorrow: name the one to pin, as `lifeboat list` shows it");
        }
        Runbook book = runbook.load().runbook();
        MarkKind kind = release ? MarkKind.RELEASED : MarkKind.PINNED;
        String user = Session.user(System.getenv());
        // Two pins of the same moment are two pins.
        String run = "pin/" + user + "/" + UUID.randomUUID();
        String why = reason == null ? "released" : reason;
        Pins.Marked marked =
                new Pins(book, new Secrets(System.getenv())).mark(kind, set, why, user, run, Instant.now());
        String done = release ? "released" : "pinned";
        runbook.output().line("%s  %s in %s", set, done, String.join(", ", marked.stores()));
        int code = 0;
        for (Map.Entry<String, LifeboatException> failure : marked.failures().entrySet()) {
            LifeboatException e = failure.getValue();
            Output.say(
                    "error: %s is not %s in store %s: %s [%s]; give the command again when that is mended",
                    set, done, failure.getKey(), Printable.of(String.valueOf(e.getMessage())), e.code());
            code = code == 0 ? e.code().exitCode() : code;
        }
        runbook.output()
                .summary(Map.of(
                        "set",
                        set,
                        "pinned",
                        !release,
                        "stores",
                        marked.stores(),
                        "failed",
                        List.copyOf(marked.failures().keySet()),
                        "reason",
                        why));
        return code;
    }
}
