package dev.lifeboat.archive;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a trusted signing key has signed for after the key that signed first was lost, replaced or stolen: a set's manifest, by its
 * SHA-256, and the marks beside it. Create-only records {@code records/<set>/counter-….json}; none is ever taken back.
 */
public final class CounterSignatures {
    private static final Logger LOG = LoggerFactory.getLogger(CounterSignatures.class);
    private static final String FOLDER = SetObjects.RECORDS;
    /** How the names of these records begin in a set's folder of records. */
    public static final String PREFIX = "counter-";

    private static final String NAME = "/" + PREFIX;
    private static final String SUFFIX = ".json";
    private static final int NAME_DIGITS = 16;

    private final OpenVault vault;
    private final SignedRecords records;

    public CounterSignatures(OpenVault vault) {
        this.vault = vault;
        this.records = new SignedRecords(vault);
    }

    /** Signs for a set. False: this key has said exactly this already. Throws KEY_UNUSABLE, SECRET_MISSING. */
    public boolean add(CounterSignature signature) {
        String said = vault.signer().fingerprint() + signature.manifestSha256() + String.join("", signature.records());
        String name = FOLDER
                + signature.set()
                + NAME
                + Digests.sha256(said.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_DIGITS)
                + SUFFIX;
        boolean fresh = !vault.store().exists(name);
        records.write(name, signature);
        return fresh;
    }

    /** Whether a trusted key signed for this manifest. */
    boolean cover(String set, String manifestSha256) {
        return !of(set, manifestSha256).isEmpty();
    }

    /** The trusted keys that signed for this manifest, sorted. Throws STORE_UNAVAILABLE. */
    public List<String> signers(String set, String manifestSha256) {
        return of(set, manifestSha256).stream()
                .map(SignedRecords.Signed::signer)
                .distinct()
                .sorted()
                .toList();
    }

    /** SHA-256 of the records beside a set that a trusted key signed for. */
    Set<String> recordsOf(String set, String manifestSha256) {
        return records(of(set, manifestSha256));
    }

    /** The same whatever manifest they lie beside. */
    Set<String> recordsOf(String set) {
        return records(of(set, null));
    }

    private static Set<String> records(List<SignedRecords.Signed<CounterSignature>> signed) {
        Set<String> covered = new TreeSet<>();
        signed.forEach(signature -> covered.addAll(signature.value().records()));
        return covered;
    }

    /** @param manifestSha256 null: any */
    private List<SignedRecords.Signed<CounterSignature>> of(String set, @Nullable String manifestSha256) {
        List<SignedRecords.Signed<CounterSignature>> found = new ArrayList<>();
        for (StoredObject object : vault.store().list(FOLDER + set + "/")) {
            String name = object.name();
            if (name.startsWith(FOLDER + set + NAME) && name.endsWith(SUFFIX)) {
                try {
                    SignedRecords.Signed<CounterSignature> read = records.read(name, CounterSignature.class);
                    CounterSignature signature = read.value();
                    if (read.trusted()
                            && signature.set().equals(set)
                            && (manifestSha256 == null
                                    || signature.manifestSha256().equals(manifestSha256))) {
                        found.add(read);
                    }
                } catch (LifeboatException | NoSuchObjectException e) {
                    if (e instanceof LifeboatException known && !SignedRecords.isOfTheRecord(known)) {
                        throw e;
                    }
                    LOG.warn("event=counter-signature-ignored object={} reason={}", name, e.getMessage());
                }
            }
        }
        return found;
    }
}
