package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the set whose unchanged chunks a backup refers to: the newest that holds the same rows of the same database, readable
 * by the same keys. Where a set has failed that is newer, or that shares objects with it, or where one of its objects is
 * missing, nothing is referred to: a new set is to be sound by itself then.
 */
final class EarlierSets {
    private final OpenVault vault;

    EarlierSets(OpenVault vault) {
        this.vault = vault;
    }

    /**
     * The choice.
     *
     * @param set null: everything is stored
     * @param warnings why it is, where a set has failed or lacks an object
     */
    record Choice(@Nullable EarlierSet set, List<String> warnings) {
        static final Choice NONE = new Choice(null, List.of());
    }

    /** Reads every manifest of the store. Throws KEY_UNUSABLE, STORE_UNAVAILABLE. */
    Choice choose(BackupRequest request, SourceInfo source) {
        SetContent content = request.content();
        if (!request.runbook().archive().reuse()
                || request.full()
                || content.form() != Form.ARCHIVE
                || !content.rows()) {
            return Choice.NONE;
        }
        List<SetSummary> sets = new StoreCatalogue(vault).list();
        List<SetSummary> failed = new ArrayList<>();
        for (SetSummary set : sets) {
            if (set.state() == SetState.FAILED) {
                failed.add(set);
                continue;
            }
            AuthenticatedSet found = new SetReader(vault).authenticate(set.set(), set.manifestSha256());
            if (found.trusted() && fits(found.manifest(), request, source)) {
                Set<String> objects = objectsIn(set);
                sets.stream()
                        .filter(other -> other.state() == SetState.FAILED
                                && !failed.contains(other)
                                && !Collections.disjoint(objects, objectsIn(other)))
                        .forEach(failed::add);
                String problem = failed.isEmpty() ? missing(found.manifest()) : failure(failed.get(0));
                return problem == null
                        ? new Choice(new EarlierSet(set.set(), set.manifestSha256()), List.of())
                        : anew(problem);
            }
        }
        return failed.isEmpty() ? Choice.NONE : anew(failure(failed.get(0)));
    }

    /** What of the set is not in the store, or has another size; null: all is there. */
    private @Nullable String missing(Manifest set) {
        try {
            new SetReader(vault).strangers(set);
            return null;
        } catch (LifeboatException e) {
            if (e.code() != SET_CORRUPT) {
                throw e;
            }
            return String.valueOf(e.getMessage());
        }
    }

    private static String failure(SetSummary failed) {
        return failed.set() + " failed: " + failed.problem();
    }

    private static Choice anew(String problem) {
        return new Choice(null, List.of("everything is stored anew, since " + problem));
    }

    private static Set<String> objectsIn(SetSummary set) {
        Set<String> folders = new HashSet<>(set.needs());
        folders.add(set.set());
        return folders;
    }

    private boolean fits(Manifest earlier, BackupRequest request, SourceInfo source) {
        return earlier.runbook().equals(request.runbook().name())
                && earlier.content().form() == Form.ARCHIVE
                && holds(earlier.content(), request.content())
                && earlier.source().systemIdentifier().equals(source.systemIdentifier())
                && earlier.source().databaseOid() == source.databaseOid()
                && earlier.source().encoding().equals(source.encoding())
                && earlier.compression() == request.runbook().archive().compression()
                // A key that was taken out must not read what is new, and one that came in must read all of it.
                && Set.copyOf(earlier.recipients())
                        .equals(Set.copyOf(vault.sealer().recipients()))
                && earlier.tables().stream().anyMatch(table -> !table.chunks().isEmpty());
    }

    /** A set of all rows can be compared with any other; else they have to be of the same tables and conditions. */
    private static boolean holds(SetContent earlier, SetContent content) {
        boolean all = earlier.tables().isEmpty() && earlier.where().isEmpty();
        return all
                || (earlier.tables().equals(content.tables()) && earlier.where().equals(content.where()));
    }
}
