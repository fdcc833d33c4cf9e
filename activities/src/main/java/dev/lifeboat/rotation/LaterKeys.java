package dev.lifeboat.rotation;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.CounterSignatures;
import dev.lifeboat.archive.OpenVault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keys that came to a set after it was sealed, by fingerprint, with the stores whose records say so.
 *
 * @param readers those that it was wrapped anew for, where they open each object that it is read from
 * @param signers those trusted now that signed for its manifest
 */
public record LaterKeys(SortedMap<String, List<String>> readers, SortedMap<String, List<String>> signers) {
    /** None at all. */
    public static final LaterKeys NONE = new LaterKeys(new TreeMap<>(), new TreeMap<>());

    public LaterKeys {
        readers = new TreeMap<>(readers);
        signers = new TreeMap<>(signers);
    }

    /** Asks each of these stores by itself. Throws STORE_UNAVAILABLE. */
    public static LaterKeys of(OpenVault vault, AuthenticatedSet set, Collection<String> stores) {
        SortedMap<String, List<String>> readers = new TreeMap<>();
        SortedMap<String, List<String>> signers = new TreeMap<>();
        for (String store : stores) {
            OpenVault one = vault.only(store);
            for (String reader : new SetNeeds(one).wrappedFor(set.manifest())) {
                readers.computeIfAbsent(reader, key -> new ArrayList<>()).add(store);
            }
            for (String signer :
                    new CounterSignatures(one).signers(set.manifest().set(), set.manifestSha256())) {
                signers.computeIfAbsent(signer, key -> new ArrayList<>()).add(store);
            }
        }
        return new LaterKeys(readers, signers);
    }
}
