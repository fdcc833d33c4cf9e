package dev.lifeboat.health;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.set.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets as checks see them, at noon of 10 March 2026, a Tuesday. */
final class Seen implements Supplier<SeenSets> {
    static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    static final String DAILY = "backups: { daily: { at: \"0 2 * * *\" } }\n";

    private final Runbook runbook;
    private final List<CataloguedSet> sets = new ArrayList<>();
    private final TreeMap<String, String> silent = new TreeMap<>();
    private final List<Mark> removed = new ArrayList<>();

    Seen(String yaml) {
        this(yaml, "");
    }

    /** @param copy is said of the copy, behind its path */
    Seen(String yaml, String copy) {
        this.runbook = runbook(yaml, copy);
    }

    /** A runbook with a primary store and a copy, and this behind it. */
    static Runbook runbook(String yaml) {
        return runbook(yaml, "");
    }

    private static Runbook runbook(String yaml, String copy) {
        try {
            Path folder = Files.createTempDirectory("lifeboat-test-health-");
            Path file = folder.resolve("runbook.yaml");
            Files.writeString(file, """
                    name: small
                    database: { url: "env:DATABASE_URL" }
                    store:
                      primary: { kind: filesystem, path: ./backups }
                      copies: [ { kind: filesystem, path: ./copies%s } ]
                    keys: { recipients: [ keys/backup.pub.asc ] }
                    """.formatted(copy) + yaml);
            Runbook read = RunbookFile.load(file).runbook();
            Files.delete(file);
            Files.delete(folder);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Runbook runbook() {
        return runbook;
    }

    Seen silent(String store) {
        silent.put(store, "no answer");
        return this;
    }

    /** A set that was taken so long ago, of a thousand rows and ten million bytes, in both stores. */
    Seen set(String name, Duration age) {
        return set(name, age, 1_000, 10_000_000, SetState.TAKEN);
    }

    Seen set(String name, Duration age, long rows, long bytes, SetState state) {
        return add(facts(name, age, rows, bytes), List.of(copy("primary", state), copy("copy-1", state)), null);
    }

    Seen set(String name, Duration age, Copy... copies) {
        return add(facts(name, age, 1_000, 10_000_000), List.of(copies), null);
    }

    Seen proven(String name, Duration age, Duration since) {
        SetFacts facts = facts(name, age, 1_000, 10_000_000);
        Mark mark = new Mark(MarkKind.PROVEN, name, facts.manifestSha256(), "drill", NOW.minus(since), null);
        return add(facts, List.of(copy("primary", SetState.PROVEN), copy("copy-1", SetState.TAKEN)), mark);
    }

    /** A set that was taken so long ago, and removed from the first store since. */
    Seen removed(String name, Duration age) {
        return removed(name, age, runbook.name());
    }

    /** One of another runbook that has the same store. */
    Seen removed(String name, Duration age, String other) {
        removed.add(new Mark(
                MarkKind.DELETED,
                name,
                "0".repeat(64),
                "retention",
                NOW,
                new Tombstone(null, 10_000_000, NOW.minus(age), "primary", "older than P30D").text(),
                null,
                other));
        return this;
    }

    static Copy copy(String store, @Nullable SetState state) {
        return new Copy(store, state != null, state, null, List.of());
    }

    private Seen add(SetFacts facts, List<Copy> copies, @Nullable Mark mark) {
        SetState best = copies.stream().anyMatch(copy -> copy.state() == SetState.PROVEN)
                ? SetState.PROVEN
                : copies.stream().anyMatch(copy -> copy.state() == SetState.VERIFIED)
                        ? SetState.VERIFIED
                        : copies.stream().anyMatch(copy -> copy.state() == SetState.TAKEN)
                                ? SetState.TAKEN
                                : SetState.FAILED;
        sets.add(new CataloguedSet(
                facts,
                best,
                copies,
                false,
                List.of(),
                List.of(),
                List.of(),
                mark == null ? List.of() : List.of(mark),
                List.of(),
                null));
        sets.sort(Comparator.comparing((CataloguedSet set) -> set.facts().takenAt())
                .reversed());
        return this;
    }

    private static SetFacts facts(String name, Duration age, long rows, long bytes) {
        Instant takenAt = NOW.minus(age);
        return new SetFacts(
                name,
                "small",
                name.substring(0, name.indexOf('/')),
                null,
                Form.ARCHIVE,
                takenAt,
                takenAt.plusSeconds(60),
                3,
                rows,
                bytes,
                bytes,
                0,
                List.of(),
                "0".repeat(64),
                "A".repeat(40),
                "everything",
                true);
    }

    @Override
    public SeenSets get() {
        TreeMap<String, List<Mark>> deleted = new TreeMap<>();
        deleted.put("primary", List.copyOf(removed));
        return new SeenSets(runbook, new ListedSets(sets, new TreeMap<>(), silent, deleted, List.of()), NOW);
    }
}
