package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a runbook, by reference.
 *
 * @param recipients paths of armored public keys; every one of them can decrypt a set
 * @param signing reference to the signing secret key; null where nothing is signed (a restore-only laptop)
 * @param privateKeys references to decryption secret keys, the current one first; only where a restore, a verification or a
 *     drill runs
 * @param passphrase reference to the passphrase of the secret keys, or null if they have none
 * @param signers fingerprints (40 hex digits) of trusted signers; empty: the own signing key alone, and where there is none any
 *     signer, shown and warned of
 * @param compromised signing keys that others may have, by fingerprint, and since which day (UTC): what one of them signed
 *     before that day counts, what it signed later does not without a counter-signature
 */
public record Keys(
        @JsonProperty(required = true) List<String> recipients,
        @Nullable String signing,
        @JsonProperty("private") List<String> privateKeys,
        @Nullable String passphrase,
        List<String> signers,
        SortedMap<String, LocalDate> compromised) {
    @JsonCreator
    public Keys {
        recipients = List.copyOf(recipients);
        privateKeys = privateKeys == null ? List.of() : List.copyOf(privateKeys);
        signers = signers == null ? List.of() : List.copyOf(signers);
        compromised = compromised == null ? new TreeMap<>() : new TreeMap<>(compromised);
    }

    /** With no key known to be compromised. */
    public Keys(
            List<String> recipients,
            @Nullable String signing,
            List<String> privateKeys,
            @Nullable String passphrase,
            List<String> signers) {
        this(recipients, signing, privateKeys, passphrase, signers, new TreeMap<>());
    }
}
