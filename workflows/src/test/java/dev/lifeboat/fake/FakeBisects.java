package dev.lifeboat.fake;

import dev.lifeboat.drill.BisectActivities;
import dev.lifeboat.drill.BisectRequest;
import dev.lifeboat.drill.BisectRun;
import dev.lifeboat.drill.BisectSet;
import dev.lifeboat.drill.ProbeRequest;
import dev.lifeboat.drill.Probed;
import dev.lifeboat.drill.ThrowAway;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Sets of so many days, of which the first few are good. */
public final class FakeBisects implements BisectActivities {
    private final Journal journal;
    private final Script script;
    private final List<BisectRun> reports = new ArrayList<>();
    private int days = 1;
    private int good;

    FakeBisects(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    public FakeBisects days(int count, int goodOnes) {
        days = count;
        good = goodOnes;
        return this;
    }

    @Override
    public List<BisectSet> sets(BisectRequest request) {
        script.play("bisect-sets");
        List<BisectSet> sets = new ArrayList<>();
        for (int day = 1; day <= days; day++) {
            sets.add(new BisectSet(
                    String.format(java.util.Locale.ROOT, "daily/2026-01-%02d", day),
                    FakeRestore.MANIFEST,
                    Instant.EPOCH.plusSeconds(day)));
        }
        return sets;
    }

    @Override
    public synchronized String report(Vault vault, BisectRun run) {
        script.play("report-bisect");
        reports.add(run);
        return "reports/bisects/x.json";
    }

    public synchronized List<BisectRun> reports() {
        return List.copyOf(reports);
    }

    @Override
    public Probed ask(ProbeRequest request, ThrowAway throwAway) {
        String set = request.set().set();
        script.play("ask " + set);
        journal.add("ask " + set);
        boolean green = Integer.parseInt(set.substring(set.length() - 2)) <= good;
        return new Probed(
                set, green ? Probed.Outcome.GREEN : Probed.Outcome.RED, green ? "" : "no e-mail: expected 0, found 1");
    }
}
