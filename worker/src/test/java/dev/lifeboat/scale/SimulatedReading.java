package dev.lifeboat.scale;

import dev.lifeboat.gate.GateActivities;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.notice.Coverage;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeActivities;
import dev.lifeboat.notice.NoticeReceipt;
import dev.lifeboat.repair.RepairTask;
import dev.lifeboat.restore.RunTask;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.set.Vault;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifiedRange;
import dev.lifeboat.verify.VerifyActivities;
import dev.lifeboat.verify.VerifyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Verifications that read nothing, gates that are green with as many checks as may travel, notices that reach nobody. */
final class SimulatedReading implements VerifyActivities, GateActivities, NoticeActivities {
    private final int tables;
    private final int parts;
    private final AtomicInteger verified = new AtomicInteger();

    SimulatedReading(int tables, int parts) {
        this.tables = tables;
        this.parts = parts;
    }

    /** How many parts were verified. */
    int verified() {
        return verified.get();
    }

    @Override
    public OpenedSet open(VerifyRequest request) {
        return new OpenedSet(
                SimulatedBackup.SET,
                SimulatedBackup.MANIFEST,
                "A".repeat(40),
                tables,
                parts,
                1_000_000,
                1_000_000,
                1_000_000,
                List.of(),
                0,
                0,
                null,
                null);
    }

    @Override
    public VerifiedRange verifyParts(PartRange range) {
        verified.addAndGet(range.to() - range.from());
        return new VerifiedRange(range.to() - range.from(), 1_000, 1_000_000);
    }

    @Override
    public VerifiedRange verifySchema(PartRange range) {
        return new VerifiedRange(7, 0, 12_345);
    }

    @Override
    public void mark(Vault vault, String setId, String manifestSha256, String runId, @Nullable String error) {}

    @Override
    public GateResult examine(RunTask run, Phase phase, GateStage stage, int attempt, boolean resumed) {
        List<GateCheck> checks = new ArrayList<>();
        for (int number = 0; number < GateResult.MOST_CHECKS; number++) {
            checks.add(new GateCheck(
                    "content",
                    "public.a_table_with_a_name_of_forty_chars_" + number,
                    true,
                    "5eedf00d".repeat(4),
                    "5eedf00d".repeat(4),
                    null));
        }
        return new GateResult(
                phase.name(),
                stage,
                attempt,
                true,
                4 * tables,
                0,
                checks,
                "d16e5700".repeat(8),
                issueNonce(),
                "reports/restores/" + phase.name() + "-" + attempt + ".json",
                Instant.EPOCH);
    }

    @Override
    public GateResult examineRepair(RepairTask task, List<Check> checks, int attempt) {
        throw new AssertionError("nothing is repaired here");
    }

    @Override
    public String issueNonce() {
        return "0123456789abcdef".repeat(2);
    }

    @Override
    public NoticeReceipt send(Notice notice, String channel, Notify notifications) {
        return new NoticeReceipt(false, Duration.ZERO);
    }

    @Override
    public Coverage coverage(Vault vault) {
        throw new AssertionError("nothing fails here");
    }
}
