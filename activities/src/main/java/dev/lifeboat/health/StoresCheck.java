package dev.lifeboat.health;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Quota;
import dev.lifeboat.runbook.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether every store answers, and has room. */
final class StoresCheck implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StoresCheck.class);
    /** So many sets more should fit. */
    private static final int ROOM_FOR = 3;

    private final OpenVault vault;
    private final Supplier<SeenSets> sets;

    StoresCheck(OpenVault vault, Supplier<SeenSets> sets) {
        this.vault = vault;
        this.sets = sets;
    }

    @Override
    public String name() {
        return "stores";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        String primary = vault.vault().store().names().get(0);
        SeenSets seen;
        try {
            seen = sets.get();
        } catch (LifeboatException e) {
            if (e.code().category() == ErrorCategory.INTEGRITY) {
                throw e;
            }
            findings.critical(
                    "store/" + primary,
                    "no store answers: " + e.getMessage(),
                    "no backup can be taken, and none restored",
                    "lifeboat doctor");
            return findings.all();
        }
        seen.listed()
                .silent()
                .forEach((store, why) -> findings.add(
                        store.equals(primary),
                        "store/" + store,
                        "store " + store + " does not answer: " + why,
                        store.equals(primary) ? "no backup can be taken" : "new sets have one copy less",
                        "lifeboat doctor"));
        String lost = seen.listed().lostPrimary(vault);
        if (lost != null) {
            findings.critical("lost-primary", lost, "no backup will be taken", "mount the disk, or see docs/copies.md");
        }
        for (StoreLocation store : vault.vault().store().all()) {
            String name = String.valueOf(store.name());
            if (!seen.listed().silent().containsKey(name)) {
                quota(findings, seen, name);
                room(findings, seen, name, store.path());
            }
        }
        return findings.all();
    }

    private static void quota(Findings findings, SeenSets seen, String store) {
        Quota quota = seen.runbook().health().quota();
        if (quota == null || quota.store() == null) {
            return;
        }
        long used = seen.listed().sets().stream()
                .filter(set ->
                        set.copies().stream().anyMatch(copy -> copy.store().equals(store) && copy.state() != null))
                .mapToLong(set -> set.facts().storedBytes())
                .sum();
        Quotas.weigh(
                findings,
                "quota/" + store,
                "the sets in store " + store,
                used,
                quota.store(),
                quota.percent(),
                "lifeboat retention --dry-run shows what may go");
    }

    /** Only a folder's disk can be asked, and only on the machine that has it. */
    private static void room(Findings findings, SeenSets seen, String store, @Nullable String path) {
        long largest = seen.good().stream()
                .limit(ROOM_FOR * ROOM_FOR)
                .mapToLong(set -> set.facts().storedBytes())
                .max()
                .orElse(0);
        if (path == null || largest == 0 || !Files.exists(Path.of(path))) {
            return;
        }
        try {
            long free = Files.getFileStore(Path.of(path)).getUsableSpace();
            if (free / ROOM_FOR < largest) {
                findings.add(
                        free < largest,
                        "room/" + store,
                        "the disk of store " + store + " has " + new ByteCount(free).human()
                                + " free, a set takes up to " + new ByteCount(largest).human(),
                        free < largest ? "the next backup may fail" : "the next few backups fill it",
                        "make room, or lifeboat retention");
            }
        } catch (IOException e) {
            // What else was found must not be lost for it.
            LOG.warn("event=room-not-known store={} reason=\"{}\"", store, e.getMessage());
        }
    }
}
