package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.store.Store;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names sets and claims their folders, in UTC: {@code daily/2025-01-14}, and {@code .2} for the second of a period. */
public final class SetFolders {
    private static final int MOST_IN_A_PERIOD = 1000;

    private final Store store;

    /** Which run owns a folder; written before anything else in it. */
    public record Claim(String runId, Instant claimedAt) {}

    public SetFolders(Store store) {
        this.store = store;
    }

    /**
     * The first free folder of the period, or the one this run has claimed already and not sealed yet. Throws
     * STORE_UNAVAILABLE, STORE_FULL.
     */
    public String claim(BackupMode mode, @Nullable String label, Instant now, String runId) {
        String base = name(mode, label, now);
        for (int number = 1; number <= MOST_IN_A_PERIOD; number++) {
            String set = number == 1 ? base : base + "." + number;
            String claim = set + "/" + SetObjects.CLAIM;
            if (!store.exists(claim)) {
                try {
                    SetObjects.write(store, claim, ManifestJson.write(new Claim(runId, now)));
                    return set;
                } catch (LifeboatException e) {
                    if (e.code() != OBJECT_EXISTS) {
                        throw e;
                    }
                }
            }
            // A sealed set is nobody's to write to, not even the run's that took it.
            if (claimedBy(set).equals(runId) && !store.exists(SetObjects.manifestOf(set))) {
                return set;
            }
        }
        throw new LifeboatException(OBJECT_EXISTS, base + " and " + MOST_IN_A_PERIOD + " more folders are taken");
    }

    /** The run that owns the folder. */
    public String claimedBy(String set) {
        String claim = set + "/" + SetObjects.CLAIM;
        return ManifestJson.read(SetObjects.readSmall(store, claim), Claim.class, claim)
                .runId();
    }

    static String name(BackupMode mode, @Nullable String label, Instant now) {
        ZonedDateTime time = now.atZone(ZoneOffset.UTC);
        String day = DateTimeFormatter.ISO_LOCAL_DATE.format(time);
        String suffix = label == null ? "" : "-" + label;
        return mode.wireName() + "/"
                + switch (mode) {
                    case DAILY, PRE_DEPLOYMENT, SCHEMA, DATA -> day;
                    case WEEKLY ->
                        String.format(
                                Locale.ROOT,
                                "%d-W%02d",
                                time.get(IsoFields.WEEK_BASED_YEAR),
                                time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
                    case MONTHLY -> day.substring(0, 7);
                    case ON_DEMAND, EMERGENCY ->
                        day + DateTimeFormatter.ofPattern("-HH-mm", Locale.ROOT).format(time);
                }
                + suffix;
    }
}
