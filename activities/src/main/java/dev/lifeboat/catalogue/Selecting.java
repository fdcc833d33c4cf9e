package dev.lifeboat.catalogue;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ObjectNames;
import java.util.List;
import java.util.random.RandomGenerator;

/** Which set a selector means. What it reads it authenticates: nothing that is cached has a say in what is restored. */
public final class Selecting {
    private static final String SUFFIX = "/" + SetObjects.MANIFEST;

    private final OpenVault vault;

    public Selecting(OpenVault vault) {
        this.vault = vault;
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
        List<SetSummary> failed = new StoreCatalogue(vault)
                .list().stream()
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
        return new StoreCatalogue(vault)
                .list().stream()
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
}
