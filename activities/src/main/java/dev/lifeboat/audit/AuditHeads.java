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
import dev.lifeboat.store.NamedStore;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signed heads, one more at each backup, each examination and behind what other runs wrote down, in every store: {@code
 * audit/heads/<runbook>/}.
 */
final class AuditHeads {
    private static final String RECORD = ".json";
    private static final String SIGNATURE = ".asc";

    /** The newest say most; older ones say nothing that the log up to those does not. Only true heads count. */
    private static final int MOST_READ = 50;

    /** Anybody who may write can put any number of objects here. */
    private static final int MOST_TOLD = 10;

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

    /**
     * Writes one into each store; without a newer set it names the one that the newest head names. Returns which could
     * not be written, and why. Throws AUDIT_BROKEN where the newest head of a store names an entry that is not there
     * any more: a head over a log that was rewritten would vouch for it, and true heads would be too old to be read one
     * day. Throws KEY_UNUSABLE, SECRET_MISSING.
     */
    List<String> sign(String runId, @Nullable PreviousSet newest, Instant at) {
        OpenVault primary = OpenVault.of(vault, secrets);
        primary.signer();
        AuditLog log = new AuditLog(primary.primary(), vault.runbook());
        Found before = read(1);
        for (StatedLink stated : before.links()) {
            if (!log.holds(stated.link())) {
                throw new LifeboatException(
                        ErrorCode.AUDIT_BROKEN,
                        "entry " + stated.link().number() + " of the log is not the one that " + stated.by()
                                + " names, and no head is signed over it; `lifeboat audit verify` says more");
            }
        }
        AuditHead head = new AuditHead(vault.runbook(), newest == null ? newest(before) : newest, log.end(), at);
        // A run that sealed a set signs once more at its end, perhaps within the same second.
        String signing = newest == null ? runId : runId + " " + newest.set();
        String name = beginning(at)
                + Digests.sha256(signing.getBytes(StandardCharsets.UTF_8)).substring(0, 16) + ".json";
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

    /** Many runs write entries between two sets: their heads must not put the one that names the newest set out of sight. */
    private static @Nullable PreviousSet newest(Found before) {
        return before.links().stream()
                .max(Comparator.comparing(stated -> stated.link().number()))
                .flatMap(head -> before.sets().stream()
                        .filter(set -> set.by().equals(head.by()))
                        .findFirst())
                .map(set -> new PreviousSet(set.set(), set.manifestSha256()))
                .orElse(null);
    }

    /** Reads the newest of each store. Throws STORE_UNAVAILABLE only for the primary one. */
    Found read() {
        return read(MOST_READ);
    }

    private Found read(int most) {
        Found found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (StoreLocation store : vault.store().all()) {
            try {
                read(store, most, found);
            } catch (LifeboatException e) {
                if (store.equals(vault.store().primary()) || !NamedStore.isSilence(e)) {
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

    private void read(StoreLocation store, int most, Found found) {
        OpenVault opened = only(store);
        SignedRecords records = new SignedRecords(opened);
        List<String> names =
                opened.store().list(folder).stream().map(StoredObject::name).toList();
        Set<String> signed = new HashSet<>();
        names.stream().filter(name -> name.endsWith(SIGNATURE)).forEach(name -> signed.add(recordOf(name)));
        List<AuditFinding> junk = new ArrayList<>();
        Set<AuditHead> heads = new LinkedHashSet<>();
        for (int index = names.size() - 1; index >= 0 && heads.size() < most; index--) {
            String name = names.get(index);
            if (!name.endsWith(RECORD)) {
                continue;
            }
            String subject = store.name() + ": " + name;
            if (!signed.contains(name)) {
                // Whoever signs writes the signature first: this is nobody's head.
                junk.add(finding(false, subject, "is not signed, and nothing reads it"));
                continue;
            }
            try {
                AuditHead head = records.read(name, AuditHead.class).value();
                if (head.runbook().equals(vault.runbook()) && name.startsWith(beginning(head.at()))) {
                    heads.add(head);
                } else {
                    junk.add(finding(true, subject, "is the head of " + head.runbook() + " at " + head.at()));
                }
            } catch (LifeboatException e) {
                if (e.code().category() != ErrorCategory.INTEGRITY) {
                    throw e;
                }
                junk.add(finding(true, subject, "was changed: " + e.getMessage()));
            } catch (NoSuchObjectException e) {
                junk.add(finding(true, subject, "was removed while it was read"));
            }
        }
        for (AuditHead head : heads) {
            String by = "the head of " + head.at() + " in " + store.name();
            found.links().add(new StatedLink(head.log(), by));
            PreviousSet newest = head.newest();
            if (newest != null) {
                found.sets().add(new StatedSet(newest.set(), newest.manifestSha256(), by));
            }
        }
        tell(store, junk, found);
    }

    private static void tell(StoreLocation store, List<AuditFinding> junk, Found found) {
        for (boolean tampering : new boolean[] {true, false}) {
            List<AuditFinding> those =
                    junk.stream().filter(one -> one.tampering() == tampering).toList();
            found.findings().addAll(those.subList(0, Math.min(MOST_TOLD, those.size())));
            if (those.size() > MOST_TOLD) {
                found.findings()
                        .add(finding(
                                tampering,
                                store.name() + ": heads",
                                (those.size() - MOST_TOLD) + " more objects are like these"));
            }
        }
    }

    /** Names order heads by their time, so that the newest are read: a head under another name was put there. */
    private String beginning(Instant at) {
        return folder + at.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "-") + "-";
    }

    /** Of a signature's name: NAME.json.asc or NAME.json.SHA.asc. */
    private static String recordOf(String signature) {
        int end = signature.lastIndexOf(RECORD);
        return end < 0 ? signature : signature.substring(0, end + RECORD.length());
    }

    private OpenVault only(StoreLocation store) {
        return OpenVault.of(vault.only(String.valueOf(store.name())), secrets);
    }

    private static AuditFinding finding(boolean tampering, String subject, String text) {
        return new AuditFinding(ErrorCode.AUDIT_BROKEN, tampering, subject, text);
    }
}
