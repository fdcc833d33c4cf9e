package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a runbook, by reference.
 *
 * @param recipients paths of armored public keys; every one of them can decrypt a set
 * @param signing reference to the signing secret key; null where nothing is signed (a restore-only laptop)
 * @param privateKeys references to decryption secret keys; only where a restore, a verification or a drill runs
 * @param passphrase reference to the passphrase of the secret keys, or null if they have none
 * @param signers fingerprints (40 hex digits) of trusted signers; empty: any signer, shown and warned of
 */
public record Keys(
        @JsonProperty(required = true) List<String> recipients,
        @Nullable String signing,
        @JsonProperty("private") List<String> privateKeys,
        @Nullable String passphrase,
        List<String> signers) {
    public Keys {
        recipients = List.copyOf(recipients);
        privateKeys = privateKeys == null ? List.of() : List.copyOf(privateKeys);
        signers = signers == null ? List.of() : List.copyOf(signers);
    }
}
