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
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What sets leave elsewhere: their copies in other stores, and the signed marks beside them. A set of the primary store that was
 * removed together with the log and all heads still shows there. Listed before the sets of the primary store are, and read after.
 */
final class Traces {
    private final OpenVault primary;
    private final Runnable moved;
    private final SortedMap<String, List<String>> marks = new TreeMap<>();
    private final SortedMap<String, List<OpenVault>> copies = new TreeMap<>();

    /** Throws STORE_UNAVAILABLE for the primary store only: a copy that does not answer is among the findings. */
    Traces(Vault vault, Secrets secrets, OpenVault primary, List<AuditFinding> findings, Runnable moved) {
        this.primary = primary;
        this.moved = moved;
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
        List<Copy> lacking = new ArrayList<>();
        copies.forEach((set, places) -> {
            if (!known.contains(set)) {
                places.forEach(place -> lacking.add(new Copy(set, place)));
            }
        });
        List<StatedSet> stated = new ArrayList<>();
        for (Answer answer : SideBySideReads.of(lacking, Traces::asked, moved)) {
            if (answer.error() != null) {
                unanswered(answer.copy(), answer.error(), findings);
            }
            if (answer.stated() != null) {
                stated.add(answer.stated());
            }
        }
        return stated;
    }

    /** What was found good, and is not among the known ones. */
    List<StatedSet> marked(Set<String> known) {
        List<String> names = new ArrayList<>();
        marks.forEach((set, own) -> {
            if (!known.contains(set)) {
                names.addAll(own);
            }
        });
        Marks records = new Marks(primary);
        return SideBySideReads.of(names, name -> marked(records, name), moved).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private record Copy(String set, OpenVault place) {}

    /**
     * What a copy says of a set.
     *
     * @param stated null: nothing
     * @param error why it did not answer; null: it did
     */
    private record Answer(
            OpenVault copy,
            @Nullable StatedSet stated,
            @Nullable LifeboatException error) {}

    private static Answer asked(Copy copy) {
        OpenVault place = copy.place();
        try {
            AuthenticatedSet found = new SetReader(place).authenticate(copy.set());
            boolean ours = found.manifest().runbook().equals(place.vault().runbook());
            String by = "its copy in " + nameOf(place);
            return new Answer(place, ours ? new StatedSet(copy.set(), found.manifestSha256(), by) : null, null);
        } catch (LifeboatException e) {
            // One that does not authenticate vouches for nothing; whose it is, `verify --all-stores` says.
            boolean answered = e.code().category() == ErrorCategory.INTEGRITY || e.code() == NO_SUCH_SET;
            return new Answer(place, null, answered ? null : e);
        }
    }

    /** Only what is written behind the manifest: an alarm comes before it, and the set then may never come. */
    private Optional<StatedSet> marked(Marks records, String name) {
        String set = String.valueOf(Marks.setOf(name));
        Marks.SignedMark read = records.read(name);
        if (read != null
                && (read.mark().kind() == MarkKind.VERIFIED || read.mark().kind() == MarkKind.PROVEN)
                && (read.mark().runbook() == null
                        || primary.vault().runbook().equals(read.mark().runbook()))
                && records.counts(read, set, read.mark().manifestSha256(), "")) {
            return Optional.of(new StatedSet(set, read.mark().manifestSha256(), "a mark that lies in " + name));
        }
        return Optional.empty();
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
