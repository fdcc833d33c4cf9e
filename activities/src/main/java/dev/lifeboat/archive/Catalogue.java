package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;

import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.Form;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Which sets there are, read from the signed manifests themselves: there is no other register. */
public final class Catalogue {
    private static final String SUFFIX = "/" + SetObjects.MANIFEST;

    private final OpenVault vault;
    private final SetReader reader;
    private final Marks marks;

    public Catalogue(OpenVault vault) {
        this.vault = vault;
        this.reader = new SetReader(vault);
        this.marks = new Marks(vault);
    }

    /** All sets of this runbook, newest first; a set that does not authenticate is listed as failed. */
    public List<SetSummary> list() {
        List<SetSummary> sets = new ArrayList<>();
        SortedMap<String, SortedSet<String>> neededBy = new TreeMap<>();
        sealed().forEach((set, modified) -> {
            SetSummary summary = summary(set, modified);
            summary.needs().forEach(needed -> neededBy.computeIfAbsent(needed, name -> new TreeSet<>())
                    .add(set));
            sets.add(summary);
        });
        sets.replaceAll(set -> set.withNeededBy(List.copyOf(neededBy.getOrDefault(set.set(), new TreeSet<>()))));
        sets.sort(Comparator.comparing(SetSummary::takenAt)
                .thenComparing(SetSummary::set)
                .reversed());
        return sets;
    }

    /** Which sets refer to objects of which: to be asked before anything is deleted. */
    public References references() {
        List<Manifest> manifests = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (String set : sealed().keySet()) {
            try {
                manifests.add(reader.authenticate(set).manifest());
            } catch (LifeboatException e) {
                if (e.code().category() != ErrorCategory.INTEGRITY) {
                    throw e;
                }
                unreadable.add(set);
            }
        }
        return References.of(manifests, unreadable);
    }

    /** Folders with a manifest, and when that was written. */
    private SortedMap<String, Instant> sealed() {
        SortedMap<String, Instant> sets = new TreeMap<>();
        for (StoredObject object : vault.store().list("")) {
            if (object.name().endsWith(SUFFIX)) {
                sets.put(object.name().substring(0, object.name().length() - SUFFIX.length()), object.modified());
            }
        }
        return sets;
    }

    /**
     * The set that a selector names: an id, {@code latest}, {@code latest:MODE}. A failed set is never latest. Throws
     * NO_SUCH_SET.
     */
    public String choose(String selector) {
        if (!selector.equals("latest") && !selector.startsWith("latest:")) {
            if (!vault.store().exists(checked(selector) + SUFFIX)) {
                throw missing(selector);
            }
            return selector;
        }
        boolean any = selector.equals("latest");
        String mode = any ? "" : selector.substring("latest:".length());
        return usable(mode).stream()
                .filter(set -> !any || set.whole())
                .findFirst()
                .map(SetSummary::set)
                .orElseThrow(() -> unbelieved(selector, mode));
    }

    /** There may be sets, none of which is to be believed: then that is what the commander has to know. */
    private LifeboatException unbelieved(String selector, String mode) {
        List<SetSummary> failed = list().stream()
                .filter(set -> set.state() == SetState.FAILED
                        && (mode.isEmpty() || set.mode().equals(mode)))
                .toList();
        if (failed.isEmpty()) {
            return missing(selector);
        }
        SetSummary first = failed.get(0);
        return new LifeboatException(
                NO_SUCH_SET,
                "no set to be believed for \"" + selector + "\" in "
                        + vault.store().describe() + "; " + failed.size() + " failed, the newest " + first.set() + ": "
                        + first.problem());
    }

    /** As {@link #choose}, and {@code random-MODE}. */
    public String choose(String selector, RandomGenerator random) {
        if (!selector.startsWith("random-")) {
            return choose(selector);
        }
        List<SetSummary> sets = usable(selector.substring("random-".length()));
        if (sets.isEmpty()) {
            throw missing(selector);
        }
        return sets.get(random.nextInt(sets.size())).set();
    }

    private List<SetSummary> usable(String mode) {
        return list().stream()
                .filter(set -> set.state() != SetState.FAILED
                        && (mode.isEmpty() || set.mode().equals(mode)))
                .toList();
    }

    private static String checked(String selector) {
        return ObjectNames.valid(selector) ? selector : "no-such-set";
    }

    private LifeboatException missing(String selector) {
        return new LifeboatException(
                NO_SUCH_SET,
                "no set \"" + selector.replaceAll("[^ -~]", "?") + "\" in "
                        + vault.store().describe());
    }

    private SetSummary summary(String set, Instant modified) {
        try {
            AuthenticatedSet found = reader.authenticate(set);
            Manifest manifest = found.manifest();
            Standing standing = Standing.of(marks.of(set, found.manifestSha256(), found.signer()));
            return new SetSummary(
                    set,
                    manifest.mode().wireName(),
                    standing.state(),
                    manifest.snapshot().takenAt(),
                    manifest.tables().size(),
                    manifest.rows(),
                    manifest.bytes(),
                    manifest.storedBytes(),
                    found.manifestSha256(),
                    manifest.content().describe(),
                    manifest.content().holdsEverything() && manifest.content().form() == Form.ARCHIVE,
                    standing.failure() == null ? null : standing.failure().detail(),
                    manifest.reusedBytes(),
                    manifest.needs(),
                    List.of());
        } catch (LifeboatException e) {
            // A store that does not answer says nothing about a set.
            if (e.code().category() == ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            int slash = set.indexOf('/');
            String mode = slash < 0 ? "" : set.substring(0, slash);
            return new SetSummary(
                    set,
                    mode,
                    SetState.FAILED,
                    modified,
                    0,
                    0,
                    0,
                    0,
                    "",
                    "",
                    false,
                    e.getMessage(),
                    0,
                    List.of(),
                    List.of());
        }
    }
}
