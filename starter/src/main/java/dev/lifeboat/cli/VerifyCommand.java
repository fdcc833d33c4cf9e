package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.Vault;
import dev.lifeboat.verify.VerifyReport;
import dev.lifeboat.verify.VerifyRequest;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a set. */
@Command(name = "verify", description = "Read a whole set again: authenticate, decrypt, count, hash.")
final class VerifyCommand implements Callable<Integer> {
    private static final int WARNED = 3;

    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Parameters(paramLabel = "SET", converter = SetName.class, description = "a set's name, latest or latest:MODE")
    private String set = "";

    @ArgGroup
    private @Nullable Which which;

    /** Which store's copy. */
    static final class Which {
        @Option(names = "--store", paramLabel = "NAME", description = "the copy of this store (default: the nearest)")
        private @Nullable String store;

        @Option(names = "--all-stores", description = "the copy of every store that has it, one after the other")
        private boolean all;
    }

    @Override
    public Integer call() {
        Runbook book = runbook.load().runbook();
        List<Vault> vaults = Usage.parse(() -> vaults(Vault.of(book)));
        List<Integer> codes = new ArrayList<>();
        int without = 0;
        try (Session session = engine.open()) {
            String name = set;
            if (vaults.size() > 1 && set.startsWith("latest")) {
                // One set for all stores: where it has failed it is no longer the latest, and that is to be said.
                Selecting.Chosen chosen = new Selecting(OpenVault.of(Vault.of(book), session.secrets())).chosen(set);
                name = chosen.set();
                chosen.warnings().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
                codes.add(chosen.warnings().isEmpty() ? 0 : WARNED);
            }
            for (Vault vault : vaults) {
                try {
                    codes.add(verify(session, book, vault, name));
                } catch (RuntimeException e) {
                    LifeboatException known = Failures.find(e);
                    if (vaults.size() == 1 || known == null || known.code() == ErrorCode.INTERRUPTED) {
                        throw e;
                    }
                    String store = String.valueOf(vault.store().primary().name());
                    if (known.code() == ErrorCode.NO_SUCH_SET) {
                        Output.say("%s is not in %s", name, store);
                        without++;
                        continue;
                    }
                    Output.say("error: %s in %s: %s [%s]", name, store, known.getMessage(), known.code());
                    codes.add(known.code().exitCode());
                }
            }
        }
        return without == vaults.size() ? ErrorCode.NO_SUCH_SET.exitCode() : exitCode(codes);
    }

    /** Of several stores the first error's; warnings only where there is none. */
    static int exitCode(List<Integer> codes) {
        return codes.stream()
                .filter(code -> code != 0 && code != WARNED)
                .findFirst()
                .orElse(codes.contains(WARNED) ? WARNED : 0);
    }

    private List<Vault> vaults(Vault vault) {
        Which asked = which;
        if (asked == null) {
            return List.of(vault);
        }
        return !asked.all && asked.store != null ? List.of(vault.only(asked.store)) : vault.each();
    }

    private int verify(Session session, Runbook book, Vault vault, String name) {
        boolean one = vault.store().copies().isEmpty();
        String store = String.valueOf(vault.store().primary().name());
        String id = RunIds.verify(book.name(), one ? name + "-" + store : name, Instant.now());
        Output.say("run %s", id);
        WorkflowStub run = session.start(
                "Verify",
                id,
                "verify " + name,
                new VerifyRequest(vault, name, book.archive().parallelism(), book));
        VerifyReport report = Following.toEnd(run, VerifyReport.class);
        report.warnings().forEach(warning -> Output.say("warning: %s", warning));
        runbook.output()
                .line(
                        "%s  verified%s: %d objects, %,d rows, %s%s, signed by %s",
                        report.setId(),
                        book.store().copies().isEmpty() ? "" : " in " + report.store(),
                        report.objects(),
                        report.rows(),
                        new ByteCount(report.storedBytes()).human(),
                        report.reusedParts() == 0
                                ? ""
                                : " and " + new ByteCount(report.reusedBytes()).human() + " of other sets ("
                                        + report.reusedParts() + " of the objects)",
                        report.signer());
        runbook.output().summary(report);
        return report.warnings().isEmpty() ? 0 : WARNED;
    }
}
