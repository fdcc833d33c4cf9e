package dev.lifeboat.fake;

import dev.lifeboat.gate.GateActivities;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.repair.RepairTask;
import dev.lifeboat.restore.RunTask;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Gates that are green unless the test says otherwise. Each examination has a digest and a nonce of its own. */
public final class FakeGates implements GateActivities {
    private final Journal journal;
    private final Script script;
    private final FakeTarget target;
    private final AtomicInteger nonces = new AtomicInteger();
    private final Set<String> unreasoned = ConcurrentHashMap.newKeySet();
    private volatile int unseen;
    private final Map<String, GateCheck> failing = new ConcurrentHashMap<>();

    FakeGates(Journal journal, Script script, FakeTarget target) {
        this.journal = journal;
        this.script = script;
        this.target = target;
    }

    /** From now on this stage of the phase is red. */
    public void red(String phase, GateStage stage, String kind) {
        failing.put(
                phase + " " + stage,
                new GateCheck(kind, "users", false, "40 rows", "39 rows", "compare the set with the target"));
    }

    /** Red for so many more reasons than travel with the result. */
    public void redBeyondSight(int more) {
        unseen = more;
    }

    /** A defect: red, and no check says why. */
    public void redWithoutAReason(String phase) {
        unreasoned.add(phase);
    }

    /** From now on it is green again. */
    public void green(String phase, GateStage stage) {
        failing.remove(phase + " " + stage);
    }

    @Override
    public GateResult examine(RunTask run, Phase phase, GateStage stage, int attempt, boolean resumed) {
        script.play("examine " + phase.name() + " " + stage.wireName());
        GateCheck failure = failing.get(phase.name() + " " + stage);
        target.examine(phase.name(), stage, failure == null, resumed);
        return result(phase.name(), stage, attempt, failure);
    }

    @Override
    public GateResult examineRepair(RepairTask task, List<Check> asked, int attempt) {
        script.play("examine " + task.stage());
        journal.require(!asked.isEmpty(), "nothing was asked");
        return result(task.stage(), GateStage.DATA, attempt, failing.get(task.stage() + " " + GateStage.DATA));
    }

    private GateResult result(String phase, GateStage stage, int attempt, GateCheck failure) {
        journal.add("examine " + phase + " " + stage.wireName());
        List<GateCheck> checks = new ArrayList<>();
        if (failure != null) {
            checks.add(failure);
        }
        checks.add(new GateCheck("sequences", "users_id_seq", true, "ahead", "ahead", null));
        if (unreasoned.contains(phase)) {
            checks.clear();
        }
        return new GateResult(
                phase,
                stage,
                attempt,
                failure == null && !checks.isEmpty(),
                checks.size() + unseen,
                failure == null ? 0 : 1 + unseen,
                checks,
                "digest-" + phase + "-" + stage.wireName() + "-" + attempt,
                issueNonce(),
                "records/gate-" + attempt + ".json",
                Instant.EPOCH);
    }

    @Override
    public String issueNonce() {
        return "nonce-" + nonces.incrementAndGet();
    }
}
