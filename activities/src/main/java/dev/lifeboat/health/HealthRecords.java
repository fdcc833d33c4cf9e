package dev.lifeboat.health;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people were told: a signed record for each change, named by its time; the newest that is properly signed counts. */
public final class HealthRecords {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRecords.class);
    private static final String SUFFIX = ".json";

    private final OpenVault vault;
    private final String folder;

    public HealthRecords(Vault vault, Secrets secrets) {
        this.vault = OpenVault.of(vault, secrets);
        this.folder = "reports/health/" + vault.runbook() + "/";
    }

    /** The newest; {@link HealthState#NONE}: there is none. Throws STORE_UNAVAILABLE, KEY_UNUSABLE. */
    public HealthState newest() {
        List<String> names = new ArrayList<>();
        for (StoredObject object : vault.store().list(folder)) {
            if (object.name().endsWith(SUFFIX)) {
                names.add(object.name());
            }
        }
        names.sort(Collections.reverseOrder());
        SignedRecords records = new SignedRecords(vault);
        for (String name : names) {
            try {
                return records.read(name, HealthState.class).value();
            } catch (LifeboatException | NoSuchObjectException e) {
                // Else whoever may write there could keep people from hearing of a problem.
                if (e instanceof LifeboatException known && known.code().category() != ErrorCategory.INTEGRITY) {
                    throw e;
                }
                LOG.warn("event=health-record-ignored object={} reason={}", name, e.getMessage());
            }
        }
        return HealthState.NONE;
    }

    /** Writes one; a repeat is the same. Throws STORE_UNAVAILABLE, KEY_UNUSABLE, SECRET_MISSING. */
    public void write(HealthState state) {
        String name = state.at().toString().replace(":", "-").replace(".", "-");
        new SignedRecords(vault.recording()).write(folder + name + SUFFIX, state);
    }
}
