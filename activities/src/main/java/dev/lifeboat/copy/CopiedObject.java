package dev.lifeboat.copy;

import dev.lifeboat.archive.Manifest;
import java.util.ArrayList;
import java.util.List;

/**
 * An object that a set needs, as its manifest has it.
 *
 * @param name in the store
 * @param bytes stored
 * @param sha256 of those, hex
 */
record CopiedObject(String name, long bytes, String sha256) {
    /**
     * Everything that a manifest names, in its order: first the files, then the parts, those in folders of other sets among
     * them. So a copy is whole whatever becomes of the sets that stored them.
     */
    static List<CopiedObject> of(Manifest manifest) {
        List<CopiedObject> objects = new ArrayList<>();
        manifest.files()
                .forEach(file -> objects.add(
                        new CopiedObject(manifest.set() + "/" + file.object(), file.storedBytes(), file.sha256())));
        manifest.parts()
                .forEach(part ->
                        objects.add(new CopiedObject(manifest.nameOf(part), part.storedBytes(), part.sha256())));
        return objects;
    }
}
