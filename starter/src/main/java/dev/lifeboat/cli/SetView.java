package dev.lifeboat.cli;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.rotation.LaterKeys;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.store.LockTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** One set as lines of a terminal. */
final class SetView {
    private final List<String> lines = new ArrayList<>();

    private SetView() {}

    /** @param locks until when the manifest is locked, by store */
    static List<String> lines(
            AuthenticatedSet found,
            LaterKeys later,
            CataloguedSet listed,
            SortedMap<String, Instant> locks,
            Instant now) {
        SetView view = new SetView();
        view.origin(found, now);
        view.keys(found, later);
        view.content(found.manifest(), listed);
        view.keeping(listed, locks);
        listed.marks().forEach(view::mark);
        view.objects(found.manifest());
        return view.lines;
    }

    private void origin(AuthenticatedSet found, Instant now) {
        Manifest manifest = found.manifest();
        add("set", manifest.set());
        add("mode", manifest.mode().wireName() + (manifest.label() == null ? "" : ", label " + manifest.label()));
        if (manifest.reason() != null) {
            add("reason", manifest.reason());
        }
        add(
                "data as of",
                manifest.snapshot().takenAt() + " (" + manifest.snapshot().lsn() + "), "
                        + SetTable.age(manifest.snapshot().takenAt(), now) + " ago");
        add("sealed", manifest.sealedAt() + " by run " + manifest.runId());
        add("manifest", found.manifestSha256());
        PreviousSet previous = manifest.previous();
        add(
                "previous",
                previous == null ? "none: the first of its chain" : previous.set() + " " + previous.manifestSha256());
        add(
                "source",
                manifest.source().database() + ", PostgreSQL "
                        + manifest.source().serverVersion() / 10000
                        + (manifest.source().migration() == null
                                ? ""
                                : ", migration " + manifest.source().migration()));
    }

    private void keys(AuthenticatedSet found, LaterKeys later) {
        add("signed by", found.signer() + (found.trusted() ? "" : " (not a trusted signer)"));
        later.signers()
                .forEach((signer, stores) -> add("signed by", signer + ", later, in " + String.join(", ", stores)));
        found.manifest().recipients().forEach(recipient -> add("readable by", recipient));
        later.readers()
                .forEach((reader, stores) ->
                        add("readable by", reader + ", wrapped anew, in " + String.join(", ", stores)));
    }

    private void content(Manifest manifest, CataloguedSet listed) {
        add("holds", manifest.content().describe());
        add(
                "stored",
                bytes(manifest.storedBytes())
                        + (manifest.needs().isEmpty()
                                ? ""
                                : ", and " + bytes(manifest.reusedBytes()) + " reused of other sets"));
        if (!manifest.needs().isEmpty()) {
            add("needs", String.join(", ", manifest.needs()));
        }
        if (!listed.neededBy().isEmpty()) {
            add("needed by", String.join(", ", listed.neededBy()));
        }
        manifest.outside().forEach(outside -> add("outside", outside.describe()));
        manifest.restorability().forEach(problem -> add("warning", problem));
    }

    private void keeping(CataloguedSet listed, SortedMap<String, Instant> locks) {
        add("a month", SetTable.money(listed.monthly()) + ", all copies");
        if (listed.keepUntil() != null) {
            add("kept until", listed.keepUntil() + ", by its age");
        }
        for (Copy copy : listed.copies()) {
            Instant lock = locks.get(copy.store());
            add(
                    "copy",
                    copy.store() + ": " + copy.text() + (copy.problem() == null ? "" : ": " + copy.problem())
                            + (lock == null ? "" : ", " + LockTime.describe(lock)));
        }
        if (listed.conflict()) {
            add("conflict", "another set has this name in another store");
        }
        listed.pins().forEach(pin -> add("pinned", SetTable.reason(pin.detail())));
        listed.alarms().forEach(alarm -> add("ALARM", SetTable.reason(alarm.detail())));
    }

    private void mark(Mark mark) {
        add(
                "mark",
                mark.at() + " " + mark.kind().wireName() + " by " + mark.runId()
                        + (mark.detail() == null ? "" : ": " + mark.detail()));
    }

    private void objects(Manifest manifest) {
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%10s  %s", "STORED", "FILE"));
        for (FileInfo file : manifest.files()) {
            row("%10s  %s", bytes(file.storedBytes()), file.object());
        }
        lines.add("");
        lines.add(
                String.format(Locale.ROOT, "%10s %10s %6s %14s  %s", "STORED", "COPY TEXT", "PARTS", "ROWS", "TABLE"));
        for (TableInfo table : manifest.tables()) {
            long stored =
                    table.parts().stream().mapToLong(PartInfo::storedBytes).sum();
            row(
                    "%10s %10s %6d %,14d  %s",
                    bytes(stored), bytes(table.bytes()), table.parts().size(), table.rows(), table.qualifiedName());
        }
    }

    private void row(String format, Object... values) {
        lines.add(Printable.of(String.format(Locale.ROOT, format, values)));
    }

    private void add(String key, String value) {
        lines.add(String.format(Locale.ROOT, "%-11s %s", key, Printable.of(value)));
    }

    private static String bytes(long bytes) {
        return new ByteCount(bytes).human();
    }
}
