package dev.lifeboat.archive;

import java.time.Instant;
import java.util.List;

/**
 * A later signing key's word for a set and for what stands beside it.
 *
 * @param manifestSha256 of the set it speaks of; empty where it speaks only of records beside it, since other sets need what it stored
 * @param signer the fingerprint of the key that signed the set; empty where that was removed on purpose
 * @param records SHA-256 of each mark and each record of session keys that counted then, sorted
 */
public record CounterSignature(String set, String manifestSha256, String signer, List<String> records, Instant at) {
    public CounterSignature {
        records = List.copyOf(records);
    }
}
