package dev.lifeboat.restore;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import java.util.LinkedHashMap;
import java.util.Map;

/** Manifests that were authenticated and are pinned by their hash: read once a worker, not once a part. Thread-safe. */
public final class PinnedSets {
    private static final int MOST = 8;

    private final Map<String, Manifest> manifests = new LinkedHashMap<>();

    /** The run's manifest, with the rows that it brings back; throws as {@link #manifest(OpenVault, String, String)}. */
    public Manifest manifest(OpenVault vault, RunTask run) {
        return SelectedRows.of(manifest(vault, run.setId(), run.manifestSha256()), run.selection());
    }

    /** The manifest of this hash; throws what {@link SetReader#authenticate(String, String)} throws. */
    public synchronized Manifest manifest(OpenVault vault, String setId, String sha256) {
        Manifest known = manifests.get(sha256);
        if (known != null) {
            return known;
        }
        AuthenticatedSet set = new SetReader(vault).authenticate(setId, sha256);
        if (manifests.size() >= MOST) {
            manifests.remove(manifests.keySet().iterator().next());
        }
        manifests.put(sha256, set.manifest());
        return set.manifest();
    }
}
