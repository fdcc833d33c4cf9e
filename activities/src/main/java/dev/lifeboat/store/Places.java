package dev.lifeboat.store;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreProfile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How many places stores are in. All folders on disks of this machine are one, what takes the machine takes them, and so it does
 * what a server on it holds; so are two in one file system of the network, and two parts of one bucket. Any other bucket or container
 * is elsewhere, as far as the runbook tells.
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

    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1\\]):[0-9]+");
    private static final String AMAZON = "amazonaws.com";
    private static final String GOOGLE = "storage.googleapis.com:443";

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
        if (path != null && store.kind().equals(StoreLocation.FILESYSTEM)) {
            return place.apply(Path.of(path));
        }
        String server = server(store);
        return LOOPBACK.matcher(server).matches()
                ? HERE
                : List.of(store.kind(), server, Objects.toString(store.bucket(), ""), Objects.toString(path, ""));
    }

    /**
     * Who holds a bucket: of {@code https://Minio.example.com/} {@code minio.example.com:443}. Amazon's have their names once in all
     * regions; a container is in the account of its connection.
     */
    private static String server(StoreLocation store) {
        if (store.connection() != null) {
            return store.connection();
        }
        if (store.endpoint() == null) {
            return store.profile() == StoreProfile.GCS ? GOOGLE : AMAZON;
        }
        try {
            URI address = new URI(store.endpoint());
            String host = Objects.toString(address.getHost(), "").toLowerCase(Locale.ROOT);
            int usual = "http".equalsIgnoreCase(address.getScheme()) ? 80 : 443;
            return host.endsWith(".amazonaws.com")
                    ? AMAZON
                    : host + ":" + (address.getPort() < 0 ? usual : address.getPort());
        } catch (URISyntaxException e) {
            return store.endpoint();
        }
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
