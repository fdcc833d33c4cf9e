package dev.lifeboat.catalogue;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.store.ObjectNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which set a selector means, over all stores. What it reads it authenticates: nothing that is cached has a say in what is
 * restored. The same stores give the same answer.
 */
public final class Selecting {
    private static final String LATEST = "latest";
    private static final String RANDOM = "random-";
    private static final int MOST_NAMED = 3;

    private final OpenVault vault;

    public Selecting(OpenVault vault) {
        this.vault = vault;
    }

    /**
     * The choice.
     *
     * @param manifestSha256 null: the set was named, and is not to be believed in any store
     * @param store the nearest store that has it, and where it has not failed, if there is one
     * @param warnings what the commander should know of it: sets that are newer and were passed over, stores that do not answer
     */
    public record Chosen(String set, @Nullable String manifestSha256, String store, List<String> warnings) {
        public Chosen {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The set that a selector names: an id, {@code latest}, {@code latest:MODE}. Only who names another runbook's set gets it,
     * with a warning. A set that failed in every store, or of which
     * nobody looked at the alarm yet, is never latest. Throws NO_SUCH_SET; STORE_UNAVAILABLE where it may be in a store that does
     * not answer.
     */
    public Chosen chosen(String selector) {
        if (!selector.equals(LATEST) && !selector.startsWith(LATEST + ":")) {
            return named(selector);
        }
        boolean any = selector.equals(LATEST);
        String mode = any ? "" : selector.substring(LATEST.length() + 1);
        return chosen(selector, mode, any, usable -> usable.get(0));
    }

    /** As {@link #chosen(String)}, and {@code random-MODE}. */
    public Chosen chosen(String selector, RandomGenerator random) {
        return selector.startsWith(RANDOM)
                ? chosen(
                        selector,
                        selector.substring(RANDOM.length()),
                        false,
                        usable -> usable.get(random.nextInt(usable.size())))
                : chosen(selector);
    }

    /** The same, authenticated: the manifest that the choice was made by. Throws as {@link SetReader#authenticate}. */
    public AuthenticatedSet authenticate(Chosen chosen) {
        return authenticate(chosen, null);
    }

    /** The same where another run has chosen the set before; its choice counts. */
    public AuthenticatedSet authenticate(Chosen chosen, @Nullable String pinnedSha256) {
        SetReader reader = new SetReader(vault);
        String sha256 = pinnedSha256 == null ? chosen.manifestSha256() : pinnedSha256;
        return sha256 == null ? reader.authenticate(chosen.set()) : reader.authenticate(chosen.set(), sha256);
    }

    private Chosen chosen(
            String selector, String mode, boolean whole, Function<List<CataloguedSet>, CataloguedSet> pick) {
        ListedSets listing = new Catalogue(vault).list();
        // What is not to be believed does not even say whether it is whole.
        List<CataloguedSet> candidates = listing.sets().stream()
                .filter(set -> (mode.isEmpty() || set.facts().mode().equals(mode))
                        && (!whole
                                || set.facts().whole()
                                || set.facts().manifestSha256().isEmpty()))
                .toList();
        List<CataloguedSet> usable =
                candidates.stream().filter(Selecting::usable).toList();
        if (usable.isEmpty()) {
            throw none(selector, candidates, listing);
        }
        CataloguedSet chosen = pick.apply(usable);
        List<String> warnings = new ArrayList<>(silent(listing));
        Stream.ofNullable(listing.lostPrimary(vault)).forEach(warnings::add);
        candidates.stream()
                .takeWhile(set -> !set.equals(chosen))
                .filter(set -> !usable(set))
                .limit(MOST_NAMED)
                .forEach(set -> warnings.add(passedOver(set) + "; it was passed over"));
        if (chosen.conflict()) {
            warnings.add(conflict(chosen.facts().set()));
        }
        return new Chosen(
                chosen.facts().set(),
                chosen.facts().manifestSha256(),
                chosen.nearestGood().orElseThrow(),
                warnings);
    }

    private static boolean usable(CataloguedSet set) {
        return set.state() != SetState.FAILED && set.alarms().isEmpty();
    }

    private static String passedOver(CataloguedSet set) {
        return set.state() == SetState.FAILED
                ? set.facts().set() + " failed: " + set.firstProblem()
                : set.facts().set() + " is alarmed: " + set.alarms().get(0).detail();
    }

    private static List<String> silent(ListedSets listing) {
        return listing.silent().entrySet().stream()
                .map(store -> silent(store.getKey(), store.getValue()))
                .toList();
    }

    private static String silent(String store, String reason) {
        return "store " + store + " does not answer, what it holds is not known: " + reason;
    }

    private static String conflict(String set) {
        return "another set is called " + set + " in another store: `lifeboat list` shows both";
    }

    /**
     * There may be sets, all of which are another runbook's, or none of which is to be believed: then that is what the
     * commander has to know.
     */
    private LifeboatException none(String selector, List<CataloguedSet> candidates, ListedSets listing) {
        String where = candidates.isEmpty()
                ? ""
                : "; of " + candidates.size() + " none is to be believed, the newest " + passedOver(candidates.get(0));
        if (!listing.foreign().isEmpty()) {
            where += "; there are others, " + listing.others() + " (this one is \""
                    + vault.vault().runbook() + "\"): name one of them if it is meant, "
                    + listing.foreign().lastKey() + " for example";
        }
        String silent = String.join("; ", silent(listing));
        return listing.silent().isEmpty()
                ? new LifeboatException(
                        NO_SUCH_SET, "no set for \"" + ObjectNames.printable(selector) + "\" in " + stores() + where)
                : new LifeboatException(
                        STORE_UNAVAILABLE,
                        "no set for \"" + ObjectNames.printable(selector) + "\" in the stores that answer" + where
                                + "; " + silent);
    }

    /**
     * In the nearest store where it has not failed; where it has in all, in the nearest that has it. The others are asked too: a
     * store that is silent, or has another set of this name, is something to know before the choice is acted on.
     */
    private Chosen named(String set) {
        List<String> warnings = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        AuthenticatedSet good = null;
        String from = "";
        boolean lacking = false;
        for (StoreLocation store :
                ObjectNames.valid(set) ? vault.vault().store().all() : List.<StoreLocation>of()) {
            String name = Catalogue.nameOf(store);
            try {
                OpenVault one = vault.only(name);
                if (one.store().exists(SetObjects.manifestOf(set))) {
                    AuthenticatedSet found = good(one, set);
                    if (found == null) {
                        failed.add(name);
                        continue;
                    }
                    if (good != null && !found.manifestSha256().equals(good.manifestSha256())) {
                        warnings.add(conflict(set));
                    }
                    if (good == null || (isForeign(good) && !isForeign(found))) {
                        good = found;
                        from = name;
                    }
                } else {
                    lacking |= store.equals(vault.vault().store().primary());
                }
            } catch (LifeboatException e) {
                if (e.code().category() == ErrorCategory.INTEGRITY) {
                    throw e;
                }
                warnings.add(silent(name, String.valueOf(e.getMessage())));
            }
        }
        if (lacking && (good != null || !failed.isEmpty())) {
            lostPrimary().forEach(warnings::add);
        }
        if (good != null) {
            if (isForeign(good)) {
                warnings.add(
                        set + " is a set of the runbook \"" + good.manifest().runbook() + "\", not of \""
                                + vault.vault().runbook() + "\": is that the system that you mean?");
            }
            return new Chosen(set, good.manifestSha256(), from, warnings);
        }
        if (!failed.isEmpty()) {
            // Whoever names it is told by what reads it what is wrong with it.
            return new Chosen(set, null, failed.get(0), warnings);
        }
        throw warnings.isEmpty()
                ? new LifeboatException(NO_SUCH_SET, "no set \"" + ObjectNames.printable(set) + "\" in " + stores())
                : new LifeboatException(
                        STORE_UNAVAILABLE,
                        "no set \"" + ObjectNames.printable(set) + "\" in the stores that answer; "
                                + String.join("; ", warnings));
    }

    private Stream<String> lostPrimary() {
        try {
            return Stream.ofNullable(KnownPrimary.lost(vault));
        } catch (LifeboatException e) {
            return Stream.of(silent(Catalogue.nameOf(vault.vault().store().primary()), String.valueOf(e.getMessage())));
        }
    }

    /** Null: what is there is not to be believed. */
    private static @Nullable AuthenticatedSet good(OpenVault vault, String set) {
        try {
            AuthenticatedSet found = new SetReader(vault).authenticate(set);
            List<Mark> marks = new Marks(vault).of(set, found.manifestSha256(), found.signer());
            return Standing.in(vault.vault().soleStore(), marks).state() == SetState.FAILED ? null : found;
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            return null;
        }
    }

    private boolean isForeign(AuthenticatedSet set) {
        return !set.manifest().runbook().equals(vault.vault().runbook());
    }

    private String stores() {
        return vault.store().describe();
    }
}
