package dev.lifeboat.doctor;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Every store of a runbook: usable, closed to strangers, and not all in one place. */
final class StoreChecks {
    private StoreChecks() {}

    /** @param wanted of which stores, by their names */
    static List<Finding> examine(StoreSettings settings, Secrets secrets, Predicate<String> wanted) {
        return examine(settings, secrets, wanted, new Places());
    }

    static List<Finding> examine(StoreSettings settings, Secrets secrets, Predicate<String> wanted, Places places) {
        List<Finding> findings = new ArrayList<>();
        for (StoreLocation location : settings.all()) {
            if (wanted.test(String.valueOf(location.name()))) {
                String check = "store " + location.name();
                findings.add(Doctor.guarded(check, () -> StoreProbe.examine(check, location, secrets)));
            }
        }
        if (places.allHere(settings.all())) {
            findings.add(
                    Finding.warning(
                            "stores",
                            "the sets are on this machine only: what destroys it destroys them",
                            "name a store elsewhere under store.copies, another folder here is none, or copy the folder elsewhere (it is encrypted)"));
        }
        return findings;
    }
}
