package dev.lifeboat.retention;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.store.StoredObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The alarms that nobody has looked at, asked for again and again while sets are removed: a resolved one is read once. Not
 * thread-safe.
 */
final class OpenAlarms {
    private final Clock clock;
    private final Set<OpenVault> vaults = new LinkedHashSet<>();
    /** Store and name of marks that stop nothing any more; their sets are there. */
    private final Set<String> silent = new HashSet<>();

    OpenAlarms(Clock clock, OpenVault... vaults) {
        this.clock = clock;
        this.vaults.addAll(List.of(vaults));
    }

    /** For people; empty: there is none. Throws STORE_UNAVAILABLE, KEY_UNUSABLE, SECRET_MISSING. */
    List<String> raised() {
        List<String> raised = new ArrayList<>();
        for (OpenVault vault : vaults) {
            String store = String.valueOf(vault.vault().store().primary().name());
            for (StoredObject object : vault.store().list(SetObjects.RECORDS)) {
                String set = Marks.setOf(object.name());
                if (set != null
                        && Marks.isOf(MarkKind.ALARMED, object.name())
                        && !silent.contains(store + " " + object.name())) {
                    // An alarm is written before its set: one that is not sealed yet is asked for again.
                    boolean there = vault.store().exists(SetObjects.manifestOf(set));
                    List<String> alarms = new Remarks(vault, clock, List.of(object), List.of()).alarms();
                    raised.addAll(alarms);
                    if (there && alarms.isEmpty()) {
                        silent.add(store + " " + object.name());
                    }
                }
            }
        }
        return raised;
    }
}
