package dev.lifeboat.cli;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.rotation.LaterKeys;
import dev.lifeboat.store.LockTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One set. */
@Command(
        name = "show",
        description = "Show what a set holds, where its copies are, and what was said of it. Exit code 3 as for list.")
final class ShowCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Parameters(paramLabel = "SET", converter = SetName.class, description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Option(
            names = "--store",
            paramLabel = "NAME",
            description = "the set of this store (default: the nearest good one)")
    private @Nullable String store;

    @Override
    public Integer call() {
        Lookout lookout = new Lookout(runbook.load().runbook());
        String asked = lookout.store(store);
        OpenVault vault = asked == null ? lookout.vault() : lookout.vault().only(asked);
        Selecting selecting = new Selecting(vault);
        Selecting.Chosen chosen = selecting.chosen(set);
        AuthenticatedSet found = selecting.authenticate(chosen);
        ListedSets listing = lookout.catalogue().list();
        CataloguedSet listed = listing.sets().stream()
                .filter(other -> other.facts().set().equals(chosen.set())
                        && other.facts().manifestSha256().equals(found.manifestSha256()))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NO_SUCH_SET, chosen.set() + " was removed while it was looked at"));
        lookout.noteLook("show", chosen.set());
        SortedMap<String, Instant> locks = locks(lookout.vault(), listed);
        Output output = runbook.output();
        LaterKeys later = LaterKeys.of(lookout.vault(), found, stores(listed));
        SetView.lines(found, later, listed, locks, Instant.now()).forEach(line -> output.line("%s", line));
        objects(output, found.manifest(), listed, locks);
        output.summary(summary(found, later, listed, chosen.store()));
        chosen.warnings().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
        if (chosen.warnings().isEmpty()) {
            Lookout.warn(listing.silent());
        }
        List<String> unheeded = listing.unheeded().stream()
                .filter(warning -> warning.startsWith(chosen.set() + ": "))
                .toList();
        unheeded.forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
        boolean troubled = listed.failedSomewhere()
                || !unheeded.isEmpty()
                || listed.conflict()
                || !listed.alarms().isEmpty();
        return troubled || !listing.silent().isEmpty() || !chosen.warnings().isEmpty() ? 3 : 0;
    }

    /** A lock may have been made longer since the last look. */
    private static SortedMap<String, Instant> locks(OpenVault vault, CataloguedSet listed) {
        SortedMap<String, Instant> locks = new TreeMap<>();
        for (String store : stores(listed)) {
            vault.only(store)
                    .store()
                    .lockOf(SetObjects.manifestOf(listed.facts().set()))
                    .ifPresent(lock -> locks.put(store, lock));
        }
        return locks;
    }

    /** Those that have the set and answered just now. */
    private static List<String> stores(CataloguedSet listed) {
        return listed.copies().stream()
                .filter(copy -> copy.state() != null)
                .map(Copy::store)
                .toList();
    }

    private static void objects(
            Output output, Manifest manifest, CataloguedSet listed, SortedMap<String, Instant> locks) {
        for (Copy copy : listed.copies()) {
            SortedMap<String, Object> fields = new TreeMap<>(Map.of("store", copy.store(), "state", copy.text()));
            fields.put("problem", copy.problem());
            Instant lock = locks.get(copy.store());
            boolean held = LockTime.HELD.equals(lock);
            fields.put("lockedUntil", held ? null : lock);
            fields.put("legalHold", held);
            output.object("copy", fields);
        }
        listed.marks().forEach(mark -> output.object("mark", mark));
        manifest.files().forEach(file -> output.object("file", file));
        for (TableInfo table : manifest.tables()) {
            output.object(
                    "table",
                    Map.of(
                            "table", table.qualifiedName(),
                            "rows", table.rows(),
                            "bytes", table.bytes(),
                            "hash", table.hash(),
                            "parts", table.parts().size()));
        }
    }

    private static SortedMap<String, Object> summary(
            AuthenticatedSet found, LaterKeys later, CataloguedSet listed, String store) {
        Manifest manifest = found.manifest();
        SortedMap<String, Object> summary = new TreeMap<>();
        summary.put("set", manifest.set());
        summary.put("store", store);
        summary.put("mode", manifest.mode());
        summary.put("label", manifest.label());
        summary.put("state", listed.state());
        summary.put("takenAt", manifest.snapshot().takenAt());
        summary.put("sealedAt", manifest.sealedAt());
        summary.put("manifestSha256", found.manifestSha256());
        summary.put("previous", manifest.previous());
        summary.put("rows", manifest.rows());
        summary.put("signer", found.signer());
        summary.put("trusted", found.trusted());
        summary.put("laterSigners", later.signers());
        summary.put("recipients", manifest.recipients());
        summary.put("laterRecipients", later.readers());
        summary.put("storedBytes", manifest.storedBytes());
        summary.put("reusedBytes", manifest.reusedBytes());
        summary.put("needs", manifest.needs());
        summary.put("neededBy", listed.neededBy());
        summary.put("pins", listed.pins());
        summary.put("alarms", listed.alarms());
        summary.put("conflict", listed.conflict());
        summary.put("monthly", listed.monthly());
        summary.put("keepUntil", listed.keepUntil());
        return summary;
    }
}
