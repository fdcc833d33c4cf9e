package dev.lifeboat.rotation;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.Rewraps;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Which sets there are, and which keys open them. */
public final class SetNeeds {
    private static final String SUFFIX = "/" + SetObjects.MANIFEST;

    private final OpenVault vault;
    private final SetReader reader;
    private final Rewraps rewraps;

    public SetNeeds(OpenVault vault) {
        this.vault = vault;
        this.reader = new SetReader(vault);
        this.rewraps = new Rewraps(vault);
    }

    /** The sealed sets, by name. */
    public List<String> sets() {
        return vault.store().list("").stream()
                .map(StoredObject::name)
                .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("records/"))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .toList();
    }

    /**
     * The fingerprints of the keys, out of these, that open a set: its recipients, and those that it was wrapped for anew. Throws
     * what authenticating throws.
     */
    public List<String> opening(String set, Collection<String> fingerprints) {
        Manifest manifest = reader.authenticate(set).manifest();
        List<String> opening = new ArrayList<>();
        for (String fingerprint : fingerprints) {
            if (manifest.recipients().contains(fingerprint) || rewraps.holds(Rewraps.nameOf(set, fingerprint, 1))) {
                opening.add(fingerprint);
            }
        }
        return opening;
    }

    /** Sets that are opened by none of these keys. */
    public List<String> closedTo(Collection<String> fingerprints) {
        return sets().stream()
                .filter(set -> opening(set, fingerprints).isEmpty())
                .toList();
    }
}
