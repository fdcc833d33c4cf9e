package dev.lifeboat.health;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.restore.Restorability;
import dev.lifeboat.runbook.Quota;
import dev.lifeboat.runbook.Runbook;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What of the newest set would fail in the declared target, by name: roles, extensions, collations, privileges, room. */
final class TargetCheck implements HealthCheck {
    /** A target that lacks everything is one problem too many to tell all. */
    private static final int MOST = 20;

    private final Supplier<SeenSets> sets;
    private final OpenVault vault;
    private final Restorability restorability;
    private final Runbook runbook;

    TargetCheck(Supplier<SeenSets> sets, OpenVault vault, Restorability restorability, Runbook runbook) {
        this.sets = sets;
        this.vault = vault;
        this.restorability = restorability;
        this.runbook = runbook;
    }

    @Override
    public String name() {
        return "target";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        String declared = runbook.target();
        if (declared == null) {
            return findings.all();
        }
        SeenSets seen = sets.get();
        Optional<CataloguedSet> newest = seen.good().stream()
                .filter(set -> set.facts().whole() && set.nearestGood().isPresent())
                .findFirst();
        if (newest.isEmpty()) {
            throw new UnseenException("there is no set to restore");
        }
        String set = newest.get().facts().set();
        Manifest manifest = new SetReader(vault.only(newest.get().nearestGood().orElseThrow()))
                .authenticate(set, newest.get().facts().manifestSha256())
                .manifest();
        Quota quota = runbook.health().quota();
        List<String> problems = restorability.of(manifest, declared, quota == null ? null : quota.target());
        for (String problem : problems.stream().limit(MOST).toList()) {
            findings.warning(
                    "target/" + Wording.digest(problem),
                    problem,
                    "a restore of " + set + " into the declared target would not go through as it is",
                    "lifeboat plan " + set);
        }
        return findings.all();
    }
}
