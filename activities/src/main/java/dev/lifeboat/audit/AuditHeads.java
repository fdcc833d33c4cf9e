package dev.lifeboat.audit;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signed heads, one more at each backup and each examination, in every store: {@code audit/heads/<runbook>/}. */
final class AuditHeads {

    /** The newest say most; older ones say nothing that the log up to those does not. */
    private static final int MOST_READ = 50;

    private final Vault vault;
    private final Secrets secrets;
    private final String folder;

    AuditHeads(Vault vault, Secrets secrets) {
        this.vault = vault;
        this.secrets = secrets;
        this.folder = "audit/heads/" + vault.runbook() + "/";
    }

    /**
     * What was read of all stores.
     *
     * @param findings heads that say nothing, and stores that do not answer
     */
    record Found(List<StatedLink> links, List<StatedSet> sets, List<AuditFinding> findings) {}

    /** Writes one into each store; returns which could not be written, and why. Throws KEY_UNUSABLE, SECRET_MISSING. */
    List<String> sign(String runId, @Nullable PreviousSet newest, Instant at) {
        OpenVault primary = OpenVault.of(vault, secrets);
        primary.signer();
        AuditHead head =
                new AuditHead(vault.runbook(), newest, new AuditLog(primary.primary(), vault.runbook()).end(), at);
        String name = folder + at.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "-") + "-"
                + Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 16) + ".json";
        List<String> unwritten = new ArrayList<>();
        for (StoreLocation store : vault.store().all()) {
            try {
                new SignedRecords(only(store)).write(name, head);
            } catch (LifeboatException e) {
                unwritten.add(store.name() + ": " + e.getMessage());
            }
        }
        return unwritten;
    }

    /** Reads the newest of each store. Throws STORE_UNAVAILABLE only for the primary one. */
    Found read() {
        Found found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (StoreLocation store : vault.store().all()) {
            try {
                read(store, found);
            } catch (LifeboatException e) {
                if (store.equals(vault.store().primary()) || e.code().category() != ErrorCategory.ENVIRONMENT) {
                    throw e;
                }
                found.findings()
                        .add(new AuditFinding(
                                ErrorCode.AUDIT_BROKEN,
                                false,
                                "store " + store.name(),
                                "could not be asked: " + e.getMessage()));
            }
        }
        return found;
    }

    private void read(StoreLocation store, Found found) {
        OpenVault opened = only(store);
        SignedRecords records = new SignedRecords(opened);
        List<String> names = opened.store().list(folder).stream()
                .map(StoredObject::name)
                .filter(name -> name.endsWith(".json"))
                .toList();
        for (String name : names.subList(Math.max(0, names.size() - MOST_READ), names.size())) {
            String subject = store.name() + ": " + name;
            try {
                AuditHead head = records.read(name, AuditHead.class).value();
                if (!head.runbook().equals(vault.runbook())) {
                    found.findings().add(finding(true, subject, "is the head of " + head.runbook()));
                    continue;
                }
                found.links().add(new StatedLink(head.log(), "the head of " + head.at() + " in " + store.name()));
                PreviousSet newest = head.newest();
                if (newest != null) {
                    found.sets()
                            .add(new StatedSet(
                                    newest.set(),
                                    newest.manifestSha256(),
                                    "the head of " + head.at() + " in " + store.name()));
                }
            } catch (LifeboatException e) {
                if (e.code().category() != ErrorCategory.INTEGRITY) {
                    throw e;
                }
                // Whoever signs dies between the two at times.
                boolean signed = records.hasSignature(name);
                found.findings()
                        .add(finding(signed, subject, signed ? "was changed: " + e.getMessage() : "is not signed"));
            } catch (NoSuchObjectException e) {
                found.findings().add(finding(true, subject, "was removed while it was read"));
            }
        }
    }

    private OpenVault only(StoreLocation store) {
        return OpenVault.of(vault.only(String.valueOf(store.name())), secrets);
    }

    private static AuditFinding finding(boolean tampering, String subject, String text) {
        return new AuditFinding(ErrorCode.AUDIT_BROKEN, tampering, subject, text);
    }
}
