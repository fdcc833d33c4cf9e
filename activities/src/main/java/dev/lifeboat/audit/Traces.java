package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.AUDIT_BROKEN;
import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What sets leave elsewhere: their copies in other stores, and the signed marks beside them. A set of the primary store that was
 * removed together with the log and all heads still shows there. Listed before the sets of the primary store are, and read after.
 */
final class Traces {
    private final OpenVault primary;
    private final SortedMap<String, List<String>> marks = new TreeMap<>();
    private final SortedMap<String, List<OpenVault>> copies = new TreeMap<>();

    /** Throws STORE_UNAVAILABLE for the primary store only: a copy that does not answer is among the findings. */
    Traces(Vault vault, Secrets secrets, OpenVault primary, List<AuditFinding> findings) {
        this.primary = primary;
        for (StoredObject object : primary.store().list(SetObjects.RECORDS)) {
            String set = Marks.setOf(object.name());
            if (set != null) {
                marks.computeIfAbsent(set, name -> new ArrayList<>()).add(object.name());
            }
        }
        for (StoreLocation location : vault.store().copies()) {
            OpenVault copy = OpenVault.of(vault.only(String.valueOf(location.name())), secrets);
            try {
                sets(copy.store()).forEach(set -> copies.computeIfAbsent(set, name -> new ArrayList<>())
                        .add(copy));
            } catch (LifeboatException e) {
                unanswered(copy, e, findings);
            }
        }
    }

    /** Those with a manifest, whatever it says. */
    static List<String> sets(Store store) {
        return store.list("", Traces::holdsNone).stream()
                .flatMap(object -> SetObjects.sealedBy(object.name()).stream())
                .toList();
    }

    private static boolean holdsNone(String folder) {
        return SetObjects.OTHERS.contains(folder)
                || folder.equals(SetObjects.RECORDS)
                || folder.chars().filter(one -> one == '/').count() > 2;
    }

    /** The copies of sets that are not among the known ones. */
    List<StatedSet> copied(Set<String> known, List<AuditFinding> findings) {
        List<StatedSet> stated = new ArrayList<>();
        copies.forEach((set, places) -> {
            if (!known.contains(set)) {
                places.forEach(copy -> copied(set, copy, stated, findings));
            }
        });
        return stated;
    }

    /** What was found good, and is not among the known ones. */
    List<StatedSet> marked(Set<String> known) {
        List<StatedSet> stated = new ArrayList<>();
        marks.forEach((set, names) -> {
            if (!known.contains(set)) {
                names.forEach(name -> marked(set, name, stated));
            }
        });
        return stated;
    }

    private static void copied(String set, OpenVault copy, List<StatedSet> stated, List<AuditFinding> findings) {
        try {
            AuthenticatedSet found = new SetReader(copy).authenticate(set);
            if (found.manifest().runbook().equals(copy.vault().runbook())) {
                stated.add(new StatedSet(set, found.manifestSha256(), "its copy in " + nameOf(copy)));
            }
        } catch (LifeboatException e) {
            // One that does not authenticate vouches for nothing; whose it is, `verify --all-stores` says.
            if (e.code().category() != ErrorCategory.INTEGRITY && e.code() != NO_SUCH_SET) {
                unanswered(copy, e, findings);
            }
        }
    }

    /** Only what is written behind the manifest: an alarm comes before it, and the set then may never come. */
    private void marked(String set, String name, List<StatedSet> stated) {
        Marks records = new Marks(primary);
        Marks.SignedMark read = records.read(name);
        if (read != null
                && (read.mark().kind() == MarkKind.VERIFIED || read.mark().kind() == MarkKind.PROVEN)
                && (read.mark().runbook() == null
                        || primary.vault().runbook().equals(read.mark().runbook()))
                && records.counts(read, set, read.mark().manifestSha256(), "")) {
            stated.add(new StatedSet(set, read.mark().manifestSha256(), "a mark that lies in " + name));
        }
    }

    private static void unanswered(OpenVault copy, LifeboatException e, List<AuditFinding> findings) {
        String subject = "store " + nameOf(copy);
        if (findings.stream().noneMatch(known -> known.subject().equals(subject))) {
            findings.add(new AuditFinding(AUDIT_BROKEN, false, subject, "could not be asked: " + e.getMessage()));
        }
    }

    private static String nameOf(OpenVault one) {
        return String.valueOf(one.vault().store().primary().name());
    }
}
