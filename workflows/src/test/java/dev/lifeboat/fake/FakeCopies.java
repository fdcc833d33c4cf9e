package dev.lifeboat.fake;

import dev.lifeboat.copy.CopiedObjects;
import dev.lifeboat.copy.CopyActivities;
import dev.lifeboat.copy.CopyRequest;
import dev.lifeboat.copy.CopyTask;
import dev.lifeboat.set.Vault;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Other stores: nothing is read there before all of it was sent, and nothing is a set before all of it was read. */
public final class FakeCopies implements CopyActivities {
    private final Journal journal;
    private final Script script;
    private final SortedMap<String, SortedSet<Integer>> sent = new TreeMap<>();
    private final SortedMap<String, SortedSet<Integer>> read = new TreeMap<>();
    private final SortedSet<String> sealed = new TreeSet<>();
    private int objects = 3;

    FakeCopies(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    public void objects(int number) {
        objects = number;
    }

    @Override
    public synchronized CopyTask begin(CopyRequest request) {
        script.play("begin-copy " + request.to());
        journal.add("begin-copy " + request.to());
        return new CopyTask(
                Vault.of(request.runbook()),
                FakeRestore.SET,
                FakeRestore.MANIFEST,
                request.to(),
                request.from(),
                request.offline(),
                objects,
                objects * 100L,
                List.of());
    }

    @Override
    public CopiedObjects copy(CopyTask task, int from, int to) {
        script.play("send " + task.to() + " " + from);
        return note(sent, task, from, to);
    }

    @Override
    public CopiedObjects check(CopyTask task, int from, int to) {
        script.play("read " + task.to() + " " + from);
        synchronized (this) {
            journal.require(all(sent, task), "a copy was read before all of it was sent");
        }
        return note(read, task, from, to);
    }

    @Override
    public synchronized int seal(CopyTask task) {
        script.play("seal-copy " + task.to());
        journal.require(all(read, task), "a copy was sealed before all of it was read");
        journal.add("seal-copy " + task.to());
        sealed.add(task.to());
        return 2;
    }

    @Override
    public synchronized boolean follow(Vault vault, String setId, String manifestSha256, String to) {
        script.play("follow " + to);
        journal.require(sealed.contains(to), "a copy was marked before it was read back and sealed");
        journal.add("follow " + to);
        return true;
    }

    private synchronized CopiedObjects note(
            SortedMap<String, SortedSet<Integer>> where, CopyTask task, int from, int to) {
        for (int object = from; object < to; object++) {
            where.computeIfAbsent(task.to(), store -> new TreeSet<>()).add(object);
        }
        int number = to - from;
        return new CopiedObjects(number, number * 100L, number, number * 100L);
    }

    private boolean all(SortedMap<String, SortedSet<Integer>> where, CopyTask task) {
        return where.getOrDefault(task.to(), new TreeSet<>()).size() == task.objects();
    }
}
