package dev.lifeboat.health;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import java.util.List;
import java.util.function.Supplier;

/** Whether every store answers. */
final class StoresCheck implements HealthCheck {
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
        return findings.all();
    }
}
