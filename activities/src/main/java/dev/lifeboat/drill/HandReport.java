package dev.lifeboat.drill;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.gate.CopyExamination;
import dev.lifeboat.gate.CopyExamination.PhaseChecks;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.report.Reports;
import dev.lifeboat.restore.PhaseLayout.PhaseTables;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetIdentity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The report of a restore by hand, as one by Lifeboat has it: gates with their evidence in the store, phase by phase. */
final class HandReport {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<String> BY_THE_SET = Set.of("rows", "content");

    private final OpenVault vault;
    private final DrillRequest request;
    private final String run;
    private final Manifest manifest;
    private final String manifestSha256;

    HandReport(OpenVault vault, DrillRequest request, String run, Manifest manifest, String manifestSha256) {
        this.vault = vault;
        this.request = request;
        this.run = run;
        this.manifest = manifest;
        this.manifestSha256 = manifestSha256;
    }

    /** The script restores all phases at once: they have the time of the whole, by which no phase's budget can be judged. */
    RestoreReport of(CopyExamination examination, TargetIdentity target, Instant startedAt, Instant restoredAt) {
        List<PhaseReport> phases = new ArrayList<>();
        boolean green = true;
        for (PhaseChecks checks : examination.examine()) {
            GateResult gate = gate(checks, restoredAt);
            green &= gate.passed();
            PhaseTables tables = examination.layout().phase(checks.phase());
            phases.add(new PhaseReport(
                    checks.phase(),
                    tables.tables().stream().mapToLong(TableInfo::rows).sum(),
                    tables.tables().stream().mapToLong(TableInfo::bytes).sum(),
                    startedAt,
                    restoredAt,
                    Duration.between(startedAt, restoredAt),
                    Duration.ZERO,
                    null,
                    checks.checks().stream()
                            .filter(check -> BY_THE_SET.contains(check.kind()))
                            .allMatch(GateCheck::passed),
                    false,
                    false,
                    List.of(gate),
                    List.of(),
                    leftOut(checks.phase()),
                    List.of()));
        }
        return new RestoreReport(
                run,
                request.runbook().name(),
                manifest.set(),
                manifestSha256,
                manifest.snapshot().takenAt(),
                target,
                green ? RestoreOutcome.COMPLETED : RestoreOutcome.ABORTED,
                true,
                request.startedBy(),
                startedAt,
                restoredAt,
                phases,
                List.of(),
                List.of(),
                null,
                request.runbook().objectives(),
                null,
                null,
                null);
    }

    private List<String> leftOut(String phase) {
        return request.runbook().phases().stream()
                .filter(known -> known.name().equals(phase))
                .flatMap(known -> PhaseReport.leftOut(known).stream())
                .toList();
    }

    /** What the evidence's digest is made of. */
    private record Evidence(
            String run, String phase, String set, String manifestSha256, List<GateCheck> checks, Instant examinedAt) {}

    private GateResult gate(PhaseChecks phase, Instant at) {
        List<GateCheck> checks = new ArrayList<>(phase.checks());
        checks.sort(Comparator.comparing(GateCheck::passed)
                .thenComparing(GateCheck::kind)
                .thenComparing(GateCheck::name));
        byte[] json = ManifestJson.write(new Evidence(run, phase.phase(), manifest.set(), manifestSha256, checks, at));
        String digest = Digests.sha256(json);
        String object =
                Reports.folder("restores", run) + "/" + phase.phase() + "-by-hand-" + digest.substring(0, 8) + ".json";
        SetObjects.writeUnlessThere(vault.recording().store(), object, () -> json);
        int failed = (int) checks.stream().filter(check -> !check.passed()).count();
        return new GateResult(
                phase.phase(),
                GateStage.DATA,
                1,
                failed == 0,
                checks.size(),
                failed,
                checks.subList(0, Math.min(checks.size(), GateResult.MOST_CHECKS)),
                digest,
                nonce(),
                object,
                at);
    }

    static String nonce() {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }
}
