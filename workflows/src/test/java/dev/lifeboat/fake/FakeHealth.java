package dev.lifeboat.fake;

import dev.lifeboat.health.HealthActivities;
import dev.lifeboat.health.HealthLook;
import dev.lifeboat.health.HealthProblem;
import dev.lifeboat.health.HealthRequest;
import dev.lifeboat.health.HealthState;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Problems that come and go, and what people were told of them. */
public final class FakeHealth implements HealthActivities {
    private final Journal journal;
    private final Script script;
    private final SortedMap<String, HealthProblem> problems = new TreeMap<>();
    private final List<String> unseen = new ArrayList<>();
    private HealthState told = HealthState.NONE;
    private @Nullable HealthState other;

    FakeHealth(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    /** From now on; what is before the slash of an id is its check. */
    public synchronized FakeHealth has(String id, Severity severity) {
        return has(id, severity, id);
    }

    /** From now on, as what is told with whatever else is new of this matter. */
    public synchronized FakeHealth has(String id, Severity severity, String matter) {
        String check = id.substring(0, id.indexOf('/'));
        problems.put(id, new HealthProblem(id, check, matter, null, severity, "what is " + id, "impact", "action"));
        return this;
    }

    /** No longer. */
    public synchronized FakeHealth lacks(String id) {
        problems.remove(id);
        return this;
    }

    /** A check that cannot look, or can again. */
    public synchronized FakeHealth blind(String... checks) {
        unseen.clear();
        unseen.addAll(List.of(checks));
        return this;
    }

    /** Another process is telling this when a run would. */
    public synchronized FakeHealth toldByAnother(HealthState state) {
        other = state;
        return this;
    }

    @Override
    public synchronized HealthLook examine(HealthRequest request, Instant at) {
        script.play("examine-health");
        return new HealthLook(11, List.copyOf(problems.values()), unseen);
    }

    @Override
    public synchronized HealthState told(Vault vault) {
        script.play("read-health");
        return told;
    }

    @Override
    public synchronized boolean claim(Vault vault, HealthState before, String run, Instant at) {
        script.play("claim-health");
        if (other != null) {
            told = other;
            other = null;
            return false;
        }
        return true;
    }

    @Override
    public synchronized void record(Vault vault, HealthState state) {
        script.play("record-health");
        told = state;
        journal.add("recorded " + state.open().size());
    }
}
