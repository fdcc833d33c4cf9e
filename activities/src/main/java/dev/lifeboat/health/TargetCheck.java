package dev.lifeboat.health;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.restore.Restorability;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What of the newest set would fail in the declared target, by name: roles, extensions, collations, privileges, room. */
final class TargetCheck implements HealthCheck {
    /** A target that lacks everything is one problem too many to tell all. */
    private static final int MOST = 20;

    private final Supplier<SeenSets> sets;
    private final OpenVault vault;
    private final Restorability restorability;
    private final @Nullable String target;

    TargetCheck(Supplier<SeenSets> sets, OpenVault vault, Restorability restorability, @Nullable String target) {
        this.sets = sets;
        this.vault = vault;
        this.restorability = restorability;
        this.target = target;
    }

    @Override
    public String name() {
        return "target";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        String declared = target;
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
        List<String> problems = restorability.of(manifest, declared);
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
