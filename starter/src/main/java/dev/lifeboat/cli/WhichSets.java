package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.rotation.SetNeeds;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.ObjectNames;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The sets that a command about keys works on, in each store by itself. What cannot be done for one keeps nothing from
 * being done for the others, and a store that does not answer nothing in the others; each is told of, and shows in the
 * exit code.
 */
final class WhichSets {
    @Parameters(paramLabel = "SET", arity = "0..1", description = "one set")
    private @Nullable String set;

    @Option(names = "--all", description = "every set")
    private boolean all;

    private int seen;
    private int failed;
    private @Nullable LifeboatException failure;
    private @Nullable LifeboatException silence;

    /** Throws USAGE unless either one set is named or all are wanted. */
    void require() {
        if ((set == null) != all) {
            throw new LifeboatException(ErrorCode.USAGE, "name one SET, or --all");
        }
    }

    /** Does the work of each store on each of its sets. Throws NO_SUCH_SET where no store has the named one. */
    void forEach(Vault vault, Secrets secrets, Function<Vault, Consumer<String>> work) {
        for (Vault store : vault.each()) {
            inOne(store, () -> {
                Consumer<String> own = work.apply(store);
                List<String> sets = new SetNeeds(OpenVault.of(store, secrets)).sets();
                for (String one : all
                        ? sets
                        : sets.stream().filter(one -> one.equals(set)).toList()) {
                    seen++;
                    onOne(one, store, own);
                }
            });
        }
        if (set != null && seen == 0 && silence == null) {
            throw new LifeboatException(ErrorCode.NO_SUCH_SET, "no store has a set " + ObjectNames.printable(set));
        }
    }

    /** Does something in each store, where all sets are wanted. */
    void forEachStore(Vault vault, Consumer<Vault> work) {
        if (all) {
            vault.each().forEach(store -> inOne(store, () -> work.accept(store)));
        }
    }

    private void inOne(Vault store, Runnable work) {
        try {
            work.run();
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            silence = e;
            Output.say("%s: %s", name(store), e.getMessage());
        }
    }

    private void onOne(String one, Vault store, Consumer<String> work) {
        try {
            work.accept(one);
        } catch (LifeboatException e) {
            if (e.code().category() == ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            failure = e;
            failed++;
            Output.say("%s in %s: %s", one, name(store), e.getMessage());
        }
    }

    private static String name(Vault store) {
        return String.valueOf(store.store().primary().name());
    }

    /** For the audit log. */
    @Nullable
    String named() {
        return set;
    }

    /** How often a set could not be worked on. */
    int failed() {
        return failed;
    }

    /** What the command ends with. Throws what a store that did not answer gave, or, where one set was named, why that failed. */
    int exitCode() {
        if (silence != null) {
            throw silence;
        }
        if (failure != null && set != null) {
            throw failure;
        }
        return failed == 0 ? 0 : 12;
    }
}
