package dev.lifeboat.verify;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.Reports;
import dev.lifeboat.report.VerifyPage;
import dev.lifeboat.runbook.VerifySchedule;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists from the manifests of each store itself. Thread-safe. */
public final class VerifyAllActivitiesImpl implements VerifyAllActivities {
    private final Secrets secrets;

    public VerifyAllActivitiesImpl(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public KeptSets list(VerifyAllRequest request) {
        Vault vault = Vault.of(request.runbook());
        OpenVault open = OpenVault.of(vault, secrets);
        String only = VerifySchedule.ALL.equals(request.sets())
                ? null
                : new Selecting(open).chosen(request.sets()).set();
        List<KeptSet> sets = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        String asked = request.store();
        for (String store :
                asked == null ? vault.store().names() : List.of(vault.store().require(asked))) {
            try {
                add(sets, store, new StoreCatalogue(open.only(store)).list(), only);
            } catch (LifeboatException e) {
                // A key that cannot be used is no matter of the store.
                if (e.code().category() == ErrorCategory.INTEGRITY) {
                    throw e;
                }
                problems.add("store " + store + " could not be read: " + e.code() + ": " + e.getMessage());
            }
        }
        return new KeptSets(sets, problems);
    }

    private static void add(List<KeptSet> sets, String store, List<SetSummary> there, @Nullable String only) {
        there.stream()
                .map(SetSummary::set)
                .filter(set -> only == null || only.equals(set))
                .forEach(set -> sets.add(new KeptSet(store, set)));
    }

    @Override
    public String report(VerifyAllRequest request, VerifyAllReport report) {
        String object = Reports.ofAll(report.startedAt(), report.runId());
        OpenVault open = OpenVault.of(Vault.of(request.runbook()), secrets).recording();
        new Reports(open).write(object, report, () -> VerifyPage.of(report));
        return object + ".json";
    }
}
