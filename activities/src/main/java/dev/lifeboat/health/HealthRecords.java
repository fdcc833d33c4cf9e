package dev.lifeboat.health;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people were told: a signed record for each change, named by its time; the newest that is properly signed counts. Beside it
 * the word of who is about to tell what is new since, so that two who see the same tell it once.
 */
public final class HealthRecords {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRecords.class);
    private static final String SUFFIX = ".json";
    private static final String CLAIM = ".telling.json";
    /** Who has not written down by then what people were told may have died. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** Who has not may also be unable to reach anybody: for as long again it is the others' turn. */
    private static final Duration TURNS = PATIENCE.multipliedBy(2);

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
            if (object.name().endsWith(SUFFIX) && !object.name().endsWith(CLAIM)) {
                names.add(object.name());
            }
        }
        names.sort(Collections.reverseOrder());
        SignedRecords records = new SignedRecords(vault);
        for (String name : names) {
            HealthState state = read(records, name, HealthState.class);
            if (state != null) {
                return state;
            }
        }
        return HealthState.NONE;
    }

    /** Null: it says nothing. Else whoever may write there could keep people from hearing of a problem. */
    private static <T> @Nullable T read(SignedRecords records, String name, Class<T> type) {
        try {
            return records.read(name, type).value();
        } catch (LifeboatException | NoSuchObjectException e) {
            if (e instanceof LifeboatException known && known.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            LOG.warn("event=health-record-ignored object={} reason={}", name, e.getMessage());
            return null;
        }
    }

    /**
     * Who is about to tell.
     *
     * @param by a run, or a process
     */
    private record Claim(String by, Instant at) {}

    /**
     * Whether {@code by} may tell what is new since {@code before}; false: somebody else has just begun to, or, where this one did and
     * people do not know, it is the others' turn. A repeat is the same. Without a signing key, or where no store takes anything, it
     * may: rather twice than not at all.
     */
    public boolean claim(HealthState before, String by, Instant now) {
        try {
            String prefix = folder + name(before) + ".";
            SignedRecords records = new SignedRecords(vault.recording());
            int number = 1;
            boolean others = false;
            for (StoredObject object : vault.store().list(folder)) {
                if (object.name().startsWith(prefix) && object.name().endsWith(CLAIM)) {
                    number++;
                    Claim claim = read(records, object.name(), Claim.class);
                    if (claim != null && claim.at().isAfter(now.minus(PATIENCE))) {
                        return claim.by().equals(by);
                    }
                    others |=
                            claim != null && claim.by().equals(by) && claim.at().isAfter(now.minus(TURNS));
                }
            }
            if (others) {
                return false;
            }
            Claim own = new Claim(by, now);
            return records.write(prefix + number + CLAIM, own).equals(Digests.sha256(ManifestJson.write(own)));
        } catch (LifeboatException e) {
            LOG.warn("event=health-claim-not-written reason=\"{}\"", e.getMessage());
            return true;
        }
    }

    /** Writes one; a repeat is the same. Throws STORE_UNAVAILABLE, KEY_UNUSABLE, SECRET_MISSING. */
    public void write(HealthState state) {
        new SignedRecords(vault.recording()).write(folder + name(state) + SUFFIX, state);
    }

    private static String name(HealthState state) {
        return state.at().toString().replace(":", "-").replace(".", "-");
    }
}
