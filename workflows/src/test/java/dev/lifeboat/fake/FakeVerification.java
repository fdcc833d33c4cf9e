package dev.lifeboat.fake;

import dev.lifeboat.set.Vault;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifiedRange;
import dev.lifeboat.verify.VerifyActivities;
import dev.lifeboat.verify.VerifyRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A sealed set that is read again: every part once, and a mark only when all of it was read. */
public final class FakeVerification implements VerifyActivities {
    private final Journal journal;
    private final Script script;
    private final Set<Integer> verified = new TreeSet<>();
    private int parts = 3;
    private @Nullable String problem;
    private boolean schema;
    private final Set<String> marked = new TreeSet<>();

    FakeVerification(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    public void parts(int number) {
        parts = number;
    }

    /** What the store lacks. */
    public void lacks(String objects) {
        problem = objects;
    }

    @Override
    public OpenedSet open(VerifyRequest request) {
        script.play("open-set");
        script.play("open-set " + request.set() + " " + request.vault().store().names());
        journal.add("open-set " + request.set());
        return new OpenedSet(
                FakeRestore.SET,
                FakeRestore.MANIFEST,
                "A".repeat(40),
                2,
                parts,
                parts * 10L,
                parts * 100L,
                50,
                List.of(),
                0,
                0,
                null,
                problem);
    }

    @Override
    public VerifiedRange verifyParts(PartRange range) {
        script.play("verify-parts " + range.from());
        synchronized (this) {
            journal.require(range.manifestSha256().equals(FakeRestore.MANIFEST), "another manifest was verified");
            for (int part = range.from(); part < range.to(); part++) {
                journal.require(part < parts && verified.add(part), "part " + part + " was verified twice");
            }
        }
        int number = range.to() - range.from();
        return new VerifiedRange(number, number * 10L, number * 100L);
    }

    @Override
    public synchronized VerifiedRange verifySchema(PartRange range) {
        script.play("verify-schema");
        schema = true;
        return new VerifiedRange(1, 0, 0);
    }

    @Override
    public synchronized void mark(
            Vault vault, String setId, String manifestSha256, String runId, @Nullable String error) {
        script.play("mark");
        journal.require(marked.add(runId), "a run marked its set twice");
        journal.require(error != null || (schema && verified.size() == parts), "marked before everything was read");
        journal.add(error == null ? "marked verified" : "marked failed: " + error);
    }
}
