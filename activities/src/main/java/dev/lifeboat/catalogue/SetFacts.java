package dev.lifeboat.catalogue;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Form;
import dev.lifeboat.store.ObjectNames;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says of its set, as far as a list needs it. It does not change as long as the manifest is the same, so it may
 * be kept beside the manifest's hash.
 *
 * @param runbook whose set it is; empty: not known, since the manifest was not authenticated
 * @param mode as in its folder
 * @param label null: none
 * @param form null: not known, since the manifest was not authenticated
 * @param takenAt the snapshot's time; for a set that was not authenticated, when its manifest was written
 * @param sealedAt when it was complete
 * @param bytes of COPY text
 * @param storedBytes of its own objects
 * @param reusedBytes of earlier sets' objects that it refers to
 * @param needs the sets that stored those, sorted
 * @param manifestSha256 empty: the manifest was not authenticated
 * @param signer the fingerprint of the key that signed; empty likewise
 * @param content what it holds, in words
 * @param whole whether it is one that {@code latest} may mean: everything, in the form archive
 */
public record SetFacts(
        String set,
        String runbook,
        String mode,
        @Nullable String label,
        @Nullable Form form,
        Instant takenAt,
        Instant sealedAt,
        int tables,
        long rows,
        long bytes,
        long storedBytes,
        long reusedBytes,
        List<String> needs,
        String manifestSha256,
        String signer,
        String content,
        boolean whole) {
    /** Throws {@link IllegalArgumentException}: these may come from a file that anybody wrote. */
    public SetFacts {
        needs = List.copyOf(needs);
        if (!ObjectNames.valid(set) || !needs.stream().allMatch(ObjectNames::valid)) {
            throw new IllegalArgumentException("not the name of a set");
        }
        if (!manifestSha256.matches("|[0-9a-f]{64}") || !signer.matches("|[0-9A-F]{40}")) {
            throw new IllegalArgumentException(set + " has no proper hash or signer");
        }
        if (tables < 0 || rows < 0 || bytes < 0 || storedBytes < 0 || reusedBytes < 0) {
            throw new IllegalArgumentException(set + " counts less than nothing");
        }
    }

    static SetFacts of(AuthenticatedSet found) {
        Manifest manifest = found.manifest();
        return new SetFacts(
                manifest.set(),
                manifest.runbook(),
                manifest.mode().wireName(),
                manifest.label(),
                manifest.content().form(),
                manifest.snapshot().takenAt(),
                manifest.sealedAt(),
                manifest.tables().size(),
                manifest.rows(),
                manifest.bytes(),
                manifest.storedBytes(),
                manifest.reusedBytes(),
                manifest.needs(),
                found.manifestSha256(),
                found.signer(),
                manifest.content().describe(),
                manifest.content().holdsEverything() && manifest.content().form() == Form.ARCHIVE);
    }

    /** Of a set whose manifest is not to be believed: its name, and when that was written. */
    static SetFacts unread(String set, Instant written) {
        int slash = set.indexOf('/');
        String mode = slash < 0 ? "" : set.substring(0, slash);
        return new SetFacts(set, "", mode, null, null, written, written, 0, 0, 0, 0, 0, List.of(), "", "", "", false);
    }

    /** Null where the folder is not called like a mode. */
    public @Nullable BackupMode knownMode() {
        for (BackupMode known : BackupMode.values()) {
            if (known.wireName().equals(mode)) {
                return known;
            }
        }
        return null;
    }
}
