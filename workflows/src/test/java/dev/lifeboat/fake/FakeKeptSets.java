package dev.lifeboat.fake;

import dev.lifeboat.verify.KeptSet;
import dev.lifeboat.verify.KeptSets;
import dev.lifeboat.verify.VerifyAllActivities;
import dev.lifeboat.verify.VerifyAllReport;
import dev.lifeboat.verify.VerifyAllRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets in stores, and the one report of a run over them. */
public final class FakeKeptSets implements VerifyAllActivities {
    private final Journal journal;
    private final Script script;
    private final List<KeptSet> sets = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable VerifyAllReport reported;

    FakeKeptSets(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    public FakeKeptSets set(String store, String set) {
        sets.add(new KeptSet(store, set));
        return this;
    }

    public void problem(String words) {
        problems.add(words);
    }

    public synchronized @Nullable VerifyAllReport reported() {
        return reported;
    }

    @Override
    public KeptSets list(VerifyAllRequest request) {
        script.play("list-kept-sets");
        return new KeptSets(sets, problems);
    }

    @Override
    public synchronized String report(VerifyAllRequest request, VerifyAllReport report) {
        script.play("report-verification");
        journal.require(reported == null, "reported twice");
        reported = report;
        return "reports/verifications/x.json";
    }
}
