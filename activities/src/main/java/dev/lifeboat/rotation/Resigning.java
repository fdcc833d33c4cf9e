package dev.lifeboat.rotation;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.CounterSignature;
import dev.lifeboat.archive.CounterSignatures;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.Rewraps;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TrustedSigners;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Has the runbook's signing key sign for sets of an earlier one, for each mark that counts beside them, and for the
 * session keys that were wrapped anew. What is signed for is what the caller believes now: the runbook's signers and,
 * for this once, the keys that the operator names.
 */
public final class Resigning {
    private final OpenVault writing;
    private final OpenVault reading;

    /**
     * In a vault's primary store.
     *
     * @param accepted fingerprints of keys that are believed here and now, though the runbook trusts them no more or only for what
     *     is older; the operator has compared what they signed with another copy
     */
    public Resigning(Vault vault, List<String> accepted, Secrets secrets) {
        this.writing = OpenVault.of(vault, secrets);
        this.reading = OpenVault.of(believing(vault, accepted, writing), secrets);
    }

    /**
     * Signs for one set. Throws what authenticating throws; KEY_UNUSABLE where the new key is compromised itself or not among the
     * signers: then its word would be worth nothing.
     */
    public Resigned resign(String set, Instant now) {
        requireWorth();
        AuthenticatedSet found = new SetReader(reading).authenticate(set);
        Resigned done = sign(set, found.manifestSha256(), found.signer(), now);
        int rewraps = done.rewraps();
        boolean fresh = done.fresh();
        for (String needed : found.manifest().needs()) {
            // That may be no set in this store: then nobody else signs for what lies beside it.
            List<String> records = new Rewraps(reading).digests(needed);
            rewraps += records.size();
            fresh |= !records.isEmpty()
                    && new CounterSignatures(writing).add(new CounterSignature(needed, "", "", records, now));
        }
        return new Resigned(set, done.signer(), done.marks(), rewraps, fresh);
    }

    /** Signs for what is left of sets that were removed on purpose: else their absence would look like a theft. */
    public List<Resigned> resignRemoved(Instant now) {
        requireWorth();
        SortedMap<String, Mark> removed = new TreeMap<>();
        new Marks(reading).deleted("").forEach(mark -> removed.put(mark.set() + " " + mark.manifestSha256(), mark));
        return removed.values().stream()
                .map(mark -> sign(mark.set(), mark.manifestSha256(), "", now))
                .toList();
    }

    private Resigned sign(String set, String manifestSha256, String signer, Instant now) {
        List<String> marks = new Marks(reading).digests(set, manifestSha256, signer);
        List<String> rewraps = new Rewraps(reading).digests(set);
        List<String> records =
                Stream.concat(marks.stream(), rewraps.stream()).sorted().toList();
        boolean fresh =
                new CounterSignatures(writing).add(new CounterSignature(set, manifestSha256, signer, records, now));
        return new Resigned(set, signer, marks.size(), rewraps.size(), fresh);
    }

    private void requireWorth() {
        String signer = writing.signer().fingerprint();
        Keys keys = writing.vault().keys();
        boolean worth = keys.signers().isEmpty()
                || keys.signers().stream().map(TrustedSigners::normal).anyMatch(signer::equals);
        boolean compromised =
                keys.compromised().keySet().stream().map(TrustedSigners::normal).anyMatch(signer::equals);
        if (!worth || compromised) {
            throw new LifeboatException(
                    KEY_UNUSABLE,
                    "keys.signing is " + signer + ", which "
                            + (compromised ? "keys.compromised names" : "keys.signers does not name")
                            + ": nobody would believe what it signs");
        }
    }

    private static Vault believing(Vault vault, List<String> accepted, OpenVault writing) {
        Keys keys = vault.keys();
        List<String> signers = new ArrayList<>(keys.signers());
        if (signers.isEmpty()) {
            signers.add(writing.signer().fingerprint());
        }
        SortedMap<String, LocalDate> compromised = new TreeMap<>(keys.compromised());
        for (String fingerprint : accepted) {
            String normal = TrustedSigners.normal(fingerprint);
            if (!normal.matches("[0-9A-F]{40}")) {
                throw new LifeboatException(USAGE, "\"" + fingerprint + "\" is no fingerprint of 40 hex digits");
            }
            signers.add(normal);
            compromised.keySet().removeIf(other -> TrustedSigners.normal(other).equals(normal));
        }
        return new Vault(
                vault.runbook(),
                vault.store(),
                new Keys(
                        keys.recipients(), keys.signing(), keys.privateKeys(), keys.passphrase(), signers, compromised),
                vault.keep());
    }
}
