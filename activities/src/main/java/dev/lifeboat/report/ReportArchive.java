package dev.lifeboat.report;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_RUN;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.catalogue.ManyReads;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports of a runbook in its stores. Listing reads names only. Thread-safe. */
public final class ReportArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ReportArchive.class);
    private static final String TIME = "(\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d)";

    /** Of a run: evidence and undo files, which lie beside it, are called otherwise. */
    private static final Pattern BY_RUN =
            Pattern.compile("reports/[a-z]+/[^/]+/" + TIME + "(?:" + Reports.SIGNED_OFF + ")?\\.json");

    /** Of a clean-up, one a store, with its plan beside it; of a verification of all sets. */
    private static final Pattern BY_TIME =
            Pattern.compile("reports/[a-z]+/" + TIME + "-[0-9a-f]{8}(?:/[^/]+(?<!\\.plan))?\\.json");

    private final OpenVault vault;
    private final SignedRecords records;

    public ReportArchive(OpenVault vault) {
        this.vault = vault;
        this.records = new SignedRecords(vault);
    }

    /** Of these kinds, those that began last first. Clean-ups and the like of other runbooks in the same store are among them. */
    public List<StoredReport<?>> list(Collection<ReportType<?>> types) {
        List<StoredReport<?>> found = new ArrayList<>();
        types.forEach(type -> found.addAll(list(type)));
        found.sort(Comparator.<StoredReport<?>, Instant>comparing(StoredReport::startedAt)
                .reversed());
        return found;
    }

    /** As the other one, of one kind. Of a drill that was signed off the report that says so stands for both. */
    public <T> List<StoredReport<T>> list(ReportType<T> type) {
        String root = "reports/" + type.folder() + "/";
        List<StoredReport<T>> found = new ArrayList<>();
        for (StoredObject object : vault.store().list(root)) {
            place(type, object.name()).ifPresent(found::add);
        }
        Set<String> replaced = found.stream()
                .map(StoredReport::object)
                .filter(name -> name.endsWith(Reports.SIGNED_OFF + ".json"))
                .map(name -> name.replace(Reports.SIGNED_OFF, ""))
                .collect(Collectors.toSet());
        found.removeIf(one -> replaced.contains(one.object()));
        found.sort(Comparator.<StoredReport<T>, Instant>comparing(StoredReport::startedAt)
                .reversed());
        return found;
    }

    /** The newest report of a run, or that of this name. Throws NO_SUCH_RUN. */
    public StoredReport<?> find(String runOrObject) {
        for (ReportType<?> type : ReportType.all()) {
            if (runOrObject.startsWith("reports/" + type.folder() + "/")) {
                Optional<? extends StoredReport<?>> named = place(type, runOrObject);
                if (named.isPresent() && vault.store().exists(runOrObject)) {
                    return named.get();
                }
            }
            if (!type.byRun() && runOrObject.startsWith(type.kind() + "/")) {
                for (StoredReport<?> one : list(type)) {
                    String run = read(one).line().run();
                    if (run.equals(runOrObject) || run.startsWith(runOrObject + "/")) {
                        return one;
                    }
                }
            } else if (runOrObject.startsWith(type.kind() + "/")) {
                String folder = Reports.folder(type.folder(), runOrObject) + "/";
                Optional<? extends StoredReport<?>> newest = list(type).stream()
                        .filter(one -> one.object().startsWith(folder))
                        .findFirst();
                if (newest.isPresent()) {
                    return newest.get();
                }
            }
        }
        throw new LifeboatException(
                NO_SUCH_RUN, "there is no report of " + runOrObject + "; `lifeboat report list` names those there are");
    }

    /** Reads one; throws SET_CORRUPT for what is no report, NoSuchObjectException, STORE_UNAVAILABLE. */
    public <T> StoredReport.Read<T> read(StoredReport<T> stored) {
        try {
            SignedRecords.Signed<T> signed =
                    records.read(stored.object(), stored.type().type());
            String said = stored.type().object().apply(signed.value());
            boolean moved = !said.equals(stored.object());
            // A signature says nothing of a name: an old success must not stand where a failure was.
            return moved
                    ? new StoredReport.Read<>(
                            stored,
                            signed.value(),
                            signed.sha256(),
                            null,
                            stored.object() + " is not signed for this place: it is a copy of " + said)
                    : new StoredReport.Read<>(stored, signed.value(), signed.sha256(), signed, null);
        } catch (LifeboatException e) {
            if (!SignedRecords.isOfTheRecord(e)) {
                throw e;
            }
            byte[] json = SetObjects.readSmall(vault.store(), stored.object());
            T value = ManifestJson.read(json, stored.type().type(), stored.object());
            return new StoredReport.Read<>(stored, value, Digests.sha256(json), null, e.getMessage());
        }
    }

    /** The newest signed reports of a kind in a runbook's runs, the newest first. What cannot be read is left out. */
    public <T> List<T> newest(ReportType<T> type, String runbook, int most) {
        List<T> found = before(type, runbook, Instant.MAX, most, any -> true);
        Collections.reverse(found);
        return found;
    }

    /**
     * The signed reports of a kind in a runbook's runs that began since then, the newest first. What cannot be read is left out.
     *
     * @param most of them are read
     * @param notes gets what is left out, in words
     */
    public <T> List<T> since(ReportType<T> type, String runbook, Instant since, int most, List<String> notes) {
        List<StoredReport<T>> wanted = list(type).stream()
                .filter(stored -> !stored.startedAt().isBefore(since) && isOf(stored, runbook))
                .toList();
        if (wanted.size() > most) {
            notes.add("of " + wanted.size() + " " + type.kind() + " reports the newest " + most + " are counted");
        }
        Map<String, StoredReport<T>> byName = new LinkedHashMap<>();
        wanted.stream().limit(most).forEach(stored -> byName.put(stored.object(), stored));
        SortedMap<String, Optional<T>> read =
                ManyReads.all(byName.keySet(), name -> trusted(Objects.requireNonNull(byName.get(name))));
        List<T> found = new ArrayList<>();
        byName.keySet()
                .forEach(name -> read.getOrDefault(name, Optional.empty()).ifPresent(found::add));
        if (found.size() < byName.size()) {
            notes.add(byName.size() - found.size() + " " + type.kind()
                    + " reports are not signed or cannot be read, and not counted");
        }
        return found;
    }

    private <T> Optional<T> trusted(StoredReport<T> stored) {
        try {
            StoredReport.Read<T> read = read(stored);
            return read.signed() == null ? Optional.empty() : Optional.of(read.value());
        } catch (LifeboatException | NoSuchObjectException e) {
            LOG.warn("event=report-left-out object={} reason=\"{}\"", stored.object(), e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The newest signed reports of a kind in a runbook's runs that began before, the oldest first. What cannot be read is left out:
     * a trend is worth no failure.
     *
     * @param wanted of which those count
     */
    <T> List<T> before(ReportType<T> type, String runbook, Instant before, int most, Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        for (StoredReport<T> stored : list(type)) {
            if (found.size() == most) {
                break;
            }
            if (!stored.startedAt().isBefore(before) || !isOf(stored, runbook)) {
                continue;
            }
            trusted(stored).filter(wanted).ifPresent(report -> found.add(0, report));
        }
        return found;
    }

    /** Whether a report is one of this runbook's runs, as far as its name tells. */
    public static boolean isOf(StoredReport<?> stored, String runbook) {
        String prefix = "reports/" + stored.type().folder() + "/";
        return !stored.type().byRun()
                || stored.object().startsWith(prefix + stored.type().kind() + "_" + runbook + "_");
    }

    private static <T> Optional<StoredReport<T>> place(ReportType<T> type, String object) {
        Matcher matcher = (type.byRun() ? BY_RUN : BY_TIME).matcher(object);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String time = matcher.group(1);
        String text = time.substring(0, 13) + ":" + time.substring(14, 16) + ":" + time.substring(17) + "Z";
        try {
            return Optional.of(new StoredReport<>(type, object, Instant.parse(text)));
        } catch (DateTimeParseException e) {
            // Whoever may write there can call things as he likes.
            return Optional.empty();
        }
    }
}
