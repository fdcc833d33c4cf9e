package dev.lifeboat.store;

import dev.lifeboat.runbook.StoreLocation;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * How many places stores are in. All folders on disks of this machine are one, what takes the machine takes them; so are two in one
 * file system of the network. Anything but a folder is elsewhere.
 */
public final class Places {
    /** All of this machine's own disks. */
    private static final Object HERE = "here";

    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb2",
            "smb3",
            "smbfs",
            "afpfs",
            "webdav",
            "davfs",
            "9p",
            "ceph",
            "glusterfs",
            "lustre",
            "beegfs",
            "gpfs");

    private final Function<Path, Object> place;

    /** By the file systems that this machine has mounted. */
    public Places() {
        this(Places::mounted);
    }

    /** @param place of a folder, by {@code equals} */
    public Places(Function<Path, Object> place) {
        this.place = place;
    }

    /** How many there are. */
    public int count(Collection<StoreLocation> stores) {
        Set<Object> places = new HashSet<>();
        stores.forEach(store -> places.add(of(store)));
        return places.size();
    }

    /** Whether all of them are on this machine. */
    public boolean allHere(Collection<StoreLocation> stores) {
        return stores.stream().allMatch(store -> of(store).equals(HERE));
    }

    private Object of(StoreLocation store) {
        String path = store.path();
        return path == null || !store.kind().equals(StoreLocation.FILESYSTEM) ? store : place.apply(Path.of(path));
    }

    /** A folder that is not there yet is where the next one above it is. */
    private static Object mounted(Path folder) {
        for (Path there = folder.toAbsolutePath(); there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                return of(there);
            }
        }
        return HERE;
    }

    private static Object of(Path there) {
        try {
            FileStore device = Files.getFileStore(there);
            return isOfNetwork(device.type()) ? device : HERE;
        } catch (IOException e) {
            return HERE;
        }
    }

    /** @param type of a file system; {@code fuse.sshfs} is one, {@code fuseblk} a disk */
    static boolean isOfNetwork(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return NETWORK.contains(lower) || lower.startsWith("fuse.");
    }
}
