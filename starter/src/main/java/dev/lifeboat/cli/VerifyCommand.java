package dev.lifeboat.cli;

import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.verify.VerifyReport;
import dev.lifeboat.verify.VerifyRequest;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Verifies a set. */
@Command(name = "verify", description = "Read a whole set again: authenticate, decrypt, count, hash.")
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Parameters(paramLabel = "SET", description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Override
    public Integer call() {
        Runbook book = runbook.load().runbook();
        try (Session session = engine.open()) {
            String id = RunIds.verify(book.name(), set, Instant.now());
            Output.say("run %s", id);
            WorkflowStub run = session.start("Verify", id, "verify " + set, VerifyRequest.of(book, set));
            VerifyReport report = Following.toEnd(run, VerifyReport.class);
            report.warnings().forEach(warning -> Output.say("warning: %s", warning));
            runbook.output()
                    .line(
                            "%s  verified: %d objects, %,d rows, %s%s, signed by %s",
                            report.setId(),
                            report.objects(),
                            report.rows(),
                            new ByteCount(report.storedBytes()).human(),
                            report.reusedParts() == 0
                                    ? ""
                                    : " and " + new ByteCount(report.reusedBytes()).human() + " of other sets ("
                                            + report.reusedParts() + " of the objects)",
                            report.signer());
            runbook.output().summary(report);
            return report.warnings().isEmpty() ? 0 : 3;
        }
    }
}
