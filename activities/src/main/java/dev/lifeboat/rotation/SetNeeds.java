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

/**
 * Which sets one store has, and which keys open them there. Of several stores each is asked by itself: together they
 * would leave out those that do not answer, and take a record in one for a record in each.
 */
public final class SetNeeds {
    private final OpenVault vault;
    private final SetReader reader;
    private final Rewraps rewraps;

    public SetNeeds(OpenVault vault) {
        Rewrapping.requireOne(vault);
        this.vault = vault;
        this.reader = new SetReader(vault);
        this.rewraps = new Rewraps(vault);
    }

    /** The sealed sets, by name. */
    public List<String> sets() {
        return vault.store().list("").stream()
                .map(StoredObject::name)
                .filter(name -> !name.startsWith(SetObjects.RECORDS))
                .flatMap(name -> SetObjects.sealedBy(name).stream())
                .toList();
    }

    /**
     * The fingerprints of the keys, out of these, that open a set: its recipients, and those for which each object that it is read
     * from was wrapped anew, also those of other sets. Throws what authenticating throws.
     */
    public List<String> opening(String set, Collection<String> fingerprints) {
        Manifest manifest = reader.authenticate(set).manifest();
        List<String> opening = new ArrayList<>();
        for (String fingerprint : fingerprints) {
            if (manifest.recipients().contains(fingerprint) || holdsAll(manifest, fingerprint)) {
                opening.add(fingerprint);
            }
        }
        return opening;
    }

    /** Keys beside its recipients that open a set whose manifest this is, since each object was wrapped anew for them; sorted. */
    public List<String> wrappedFor(Manifest manifest) {
        return Rewrapping.objects(manifest).keySet().stream()
                .flatMap(set -> rewraps.recipients(set).stream())
                .distinct()
                .sorted()
                .filter(fingerprint -> !manifest.recipients().contains(fingerprint) && holdsAll(manifest, fingerprint))
                .toList();
    }

    private boolean holdsAll(Manifest manifest, String fingerprint) {
        return Rewrapping.objects(manifest).entrySet().stream().allMatch(folder -> folder.getValue().stream()
                .allMatch(object -> rewraps.holds(folder.getKey(), object, fingerprint)));
    }

    /** Sets that are opened by none of these keys. */
    public List<String> closedTo(Collection<String> fingerprints) {
        return sets().stream()
                .filter(set -> opening(set, fingerprints).isEmpty())
                .toList();
    }
}
