package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.KeyWatch;
import dev.lifeboat.rotation.SetNeeds;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The runbook's keys, what each is good for and for how long. */
@Command(name = "list", description = "Show the runbook's keys, and when they end.")
final class KeysListCommand implements Callable<Integer> {
    @Option(names = "--sets", description = "and how many sets each of them opens")
    private boolean sets;

    @Mixin
    private RunbookOption options = new RunbookOption();

    private final Secrets secrets = new Secrets(System.getenv());

    @Override
    public Integer call() {
        Runbook book = options.load().runbook();
        Keys keys = book.keys();
        List<@Nullable String> references = new ArrayList<>();
        keys.recipients().forEach(file -> references.add("file:" + file));
        references.add(keys.signing());
        references.addAll(keys.privateKeys());
        Set<String> opening = new LinkedHashSet<>();
        int shown = 0;
        for (String reference : references) {
            KeyDescription key = reference == null ? null : describe(reference);
            if (key != null) {
                KeysCommand.show(options.output(), key);
                shown++;
                if (key.encrypts()) {
                    opening.add(key.fingerprint());
                }
            }
        }
        List<String> warnings = KeyWatch.warnings(keys, secrets, Instant.now());
        warnings.forEach(warning -> Output.say("warning: %s", warning));
        boolean closed = sets && showSets(book, opening);
        options.output().summary(Map.of("keys", shown, "warnings", warnings));
        if (shown == 0) {
            return 12;
        }
        return warnings.isEmpty() && !closed ? 0 : 3;
    }

    private @Nullable KeyDescription describe(String reference) {
        String file = reference.startsWith("file:") ? reference.substring("file:".length()) : null;
        if (file != null && !Files.exists(Path.of(file))) {
            Output.say("missing: %s", file);
            return null;
        }
        byte[] content = secrets.resolve(reference).value().getBytes(StandardCharsets.UTF_8);
        return KeyFiles.describe(content, file == null ? reference : file);
    }

    /** Whether a set is opened by none of these keys in one of the stores, or cannot be looked at. */
    private boolean showSets(Runbook book, Set<String> fingerprints) {
        boolean closed = false;
        for (Vault store : Vault.of(book).each()) {
            String name = String.valueOf(store.store().primary().name());
            try {
                closed |= showSets(name, new SetNeeds(OpenVault.of(store, secrets)), fingerprints);
            } catch (LifeboatException e) {
                if (e.code().category() != ErrorCategory.ENVIRONMENT) {
                    throw e;
                }
                Output.say("warning: which keys open the sets in %s cannot be told: %s", name, e.getMessage());
                closed = true;
            }
        }
        return closed;
    }

    private boolean showSets(String store, SetNeeds needs, Set<String> fingerprints) {
        boolean closed = false;
        for (String set : needs.sets()) {
            try {
                List<String> opening = needs.opening(set, fingerprints);
                options.output()
                        .line(
                                "%-36s  %-10s  %s",
                                set, store, opening.isEmpty() ? "none of these" : String.join(" ", opening));
                options.output().object("set", Map.of("set", set, "store", store, "openedBy", opening));
                closed |= opening.isEmpty();
            } catch (LifeboatException e) {
                if (e.code().category() == ErrorCategory.ENVIRONMENT) {
                    throw e;
                }
                Output.say("%s in %s: %s", set, store, e.getMessage());
                closed = true;
            }
        }
        return closed;
    }
}
