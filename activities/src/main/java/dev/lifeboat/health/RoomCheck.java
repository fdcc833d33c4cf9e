package dev.lifeboat.health;

import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.KeepUntil;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.cost.Forecast;
import dev.lifeboat.cost.StoredSpan;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Quota;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether every store has room for what comes (K3, K7). */
final class RoomCheck implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RoomCheck.class);
    /** So many sets more should fit. */
    private static final int ROOM_FOR = 3;

    private static final Duration AHEAD = Duration.ofDays(30);
    private static final String RETENTION = "lifeboat retention --dry-run shows what may go";

    private final Runbook runbook;
    private final Supplier<SeenSets> sets;

    RoomCheck(Runbook runbook, Supplier<SeenSets> sets) {
        this.runbook = runbook;
        this.sets = sets;
    }

    @Override
    public String name() {
        return "room";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        SeenSets seen = sets.get();
        for (StoreLocation store : runbook.store().all()) {
            String name = String.valueOf(store.name());
            if (!seen.listed().silent().containsKey(name)) {
                quota(findings, seen, name, store);
                room(findings, seen, name, store.path());
            }
        }
        return seen.unlessSilent(findings.all(), List.of("quota", "quota-forecast", "room"));
    }

    private static void quota(Findings findings, SeenSets seen, String name, StoreLocation store) {
        Quota quota = seen.runbook().health().quota();
        if (quota == null || quota.store() == null) {
            return;
        }
        List<StoredSpan> known = known(seen, store);
        long used = known.stream().mapToLong(StoredSpan::bytes).sum();
        Quotas.weigh(
                findings,
                "quota/" + name,
                "the sets in store " + name,
                used,
                quota.store(),
                quota.percent(),
                RETENTION);
        if (findings.all().stream().noneMatch(problem -> problem.id().equals("quota/" + name))) {
            forecast(findings, seen, name, known, quota.store());
        }
    }

    /** By the sets that the schedules will take, as large as they grow, and those whose time will be over by then. */
    private static void forecast(
            Findings findings, SeenSets seen, String name, List<StoredSpan> known, ByteCount quota) {
        Instant then = seen.now().plus(AHEAD);
        List<StoredSpan> all = new ArrayList<>(known);
        all.addAll(Forecast.spans(
                seen.runbook(),
                known,
                KeepTimes.ends(seen.runbook()),
                seen.now(),
                YearMonth.from(then.atOffset(ZoneOffset.UTC))));
        boolean cleaned = seen.runbook().retention().at() != null;
        long soon = all.stream()
                .filter(span -> !span.from().isAfter(then))
                .filter(span -> !cleaned || span.until() == null || span.until().isAfter(then))
                .mapToLong(StoredSpan::bytes)
                .sum();
        if (soon > quota.bytes()) {
            findings.warning(
                    "quota-forecast/" + name,
                    "the sets in store " + name + " will take " + new ByteCount(soon).human() + " in " + AHEAD.toDays()
                            + " days, more than their quota of " + quota.human(),
                    "then no backup can be taken",
                    RETENTION);
        }
    }

    private static List<StoredSpan> known(SeenSets seen, StoreLocation store) {
        String name = String.valueOf(store.name());
        KeepUntil keep = KeepTimes.ends(seen.runbook());
        List<StoredSpan> spans = new ArrayList<>();
        for (CataloguedSet set : seen.listed().sets()) {
            SetFacts facts = set.facts();
            BackupMode mode = facts.knownMode();
            if (set.copies().stream().anyMatch(copy -> copy.store().equals(name) && copy.state() != null)) {
                spans.add(new StoredSpan(
                        name,
                        facts.mode(),
                        facts.storedBytes(),
                        facts.sealedAt(),
                        mode == null ? null : keep.of(store, mode, facts.takenAt())));
            }
        }
        return spans;
    }

    /** Only a folder's disk can be asked, and only on the machine that has it. */
    private static void room(Findings findings, SeenSets seen, String store, @Nullable String path) {
        long largest = seen.good().stream()
                .limit(ROOM_FOR * ROOM_FOR)
                .mapToLong(set -> set.facts().storedBytes())
                .max()
                .orElse(0);
        if (path == null || largest == 0 || !Files.exists(Path.of(path))) {
            return;
        }
        try {
            long free = Files.getFileStore(Path.of(path)).getUsableSpace();
            if (free / ROOM_FOR < largest) {
                findings.add(
                        free < largest,
                        "room/" + store,
                        "the disk of store " + store + " has " + new ByteCount(free).human()
                                + " free, a set takes up to " + new ByteCount(largest).human(),
                        free < largest ? "the next backup may fail" : "the next few backups fill it",
                        "make room, or lifeboat retention");
            }
        } catch (IOException e) {
            // What else was found must not be lost for it.
            LOG.warn("event=room-not-known store={} reason=\"{}\"", store, e.getMessage());
        }
    }
}
