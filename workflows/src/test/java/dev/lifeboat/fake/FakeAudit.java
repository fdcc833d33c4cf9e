package dev.lifeboat.fake;

import dev.lifeboat.audit.AuditActivities;
import dev.lifeboat.audit.AuditEvent;
import dev.lifeboat.audit.AuditFinding;
import dev.lifeboat.audit.AuditReport;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Events that were written down, and an examination that finds what a test says. */
public final class FakeAudit implements AuditActivities {
    private final Journal journal;
    private final Script script;
    private final List<AuditEvent> events = new ArrayList<>();
    private final List<AuditFinding> findings = new ArrayList<>();
    private final List<String> unwritable = new ArrayList<>();
    private final SortedSet<String> logs = new TreeSet<>();

    FakeAudit(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    public synchronized FakeAudit finds(AuditFinding finding) {
        findings.add(finding);
        return this;
    }

    public synchronized FakeAudit cannotWrite(String store) {
        unwritable.add(store);
        return this;
    }

    @Override
    public void record(Vault vault, Audit audit, AuditEvent event, Instant at) {
        script.play("audit " + event.type());
        synchronized (this) {
            events.add(event);
            logs.add("entry in " + vault.store().names());
        }
    }

    @Override
    public synchronized List<String> signHeads(
            Vault vault, String runId, String set, String manifestSha256, Instant at) {
        script.play("sign heads");
        journal.add(set == null ? "sign heads" : "sign heads " + set);
        logs.add("head in " + vault.store().names());
        return List.copyOf(unwritable);
    }

    @Override
    public synchronized AuditReport examine(Vault vault, Instant at) {
        script.play("examine audit");
        return AuditReport.of(vault.runbook(), 7, 2, 3, "daily/2", "ab", null, findings);
    }

    /** What was written down, in order. */
    public synchronized List<AuditEvent> events() {
        return List.copyOf(events);
    }

    /** To which stores entries and heads went. */
    public synchronized SortedSet<String> logs() {
        return new TreeSet<>(logs);
    }

    /** The types of what was written down, in order. */
    public List<String> types() {
        return events().stream().map(AuditEvent::type).toList();
    }
}
