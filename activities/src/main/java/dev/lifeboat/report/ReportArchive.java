package dev.lifeboat.report;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_RUN;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of runbooks in their stores. Whoever may write there can put anything beside them: what is not signed says so, and
 * hides nothing that is. Thread-safe.
 */
public final class ReportArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ReportArchive.class);
    /** Of a verification of thousands of sets; whoever may write there can put anything beside them. */
    private static final long MOST_BYTES = 32L << 20;

    private static final Comparator<StoredReport<?>> NEWEST_FIRST = Comparator.<StoredReport<?>, Instant>comparing(
                    StoredReport::startedAt)
            .reversed()
            // Of a drill that was signed off the later report first.
            .thenComparing(StoredReport::object);

    private final OpenVault vault;
    private final SignedRecords records;
    private final @Nullable Map<String, StoredReport.Read<?>> known;

    public ReportArchive(OpenVault vault) {
        this(vault, null);
    }

    /**
     * For who reads the same again and again.
     *
     * @param known gets what was read and is signed, by its name, and is not read again: names are create-only. Thread-safe
     */
    public ReportArchive(OpenVault vault, @Nullable Map<String, StoredReport.Read<?>> known) {
        this.vault = vault;
        this.records = new SignedRecords(vault);
        this.known = known;
    }

    /** Of these kinds, those that began last first. Names only are read, each folder once; other runbooks' are among them. */
    public List<StoredReport<?>> list(Collection<? extends ReportType<?>> types) {
        Map<String, List<ReportType<?>>> folders = new TreeMap<>();
        types.forEach(type ->
                folders.computeIfAbsent(type.root(), root -> new ArrayList<>()).add(type));
        List<StoredReport<?>> found = new ArrayList<>();
        folders.forEach((root, all) -> found.addAll(in(root, all)));
        found.sort(NEWEST_FIRST);
        return found;
    }

    private List<StoredReport<?>> in(String folder, List<ReportType<?>> types) {
        List<StoredReport<?>> found = new ArrayList<>();
        for (StoredObject object : vault.store().list(folder)) {
            if (object.size() > MOST_BYTES) {
                LOG.warn("event=report-left-out object={} reason=\"larger than any report\"", object.name());
                continue;
            }
            types.forEach(type -> type.place(object.name()).ifPresent(found::add));
        }
        return found;
    }

    /**
     * The reports of a runbook, those that began last first, read as far as they are asked for, some side by side. Of a drill that was
     * signed off the report that says so stands for both, if it is signed.
     *
     * @param which of them, by their names
     * @param problems hears of what cannot be read as a report, and is left out
     */
    public Stream<StoredReport.Read<?>> newest(
            Collection<? extends ReportType<?>> types,
            String runbook,
            Predicate<StoredReport<?>> which,
            Consumer<String> problems) {
        return reading(
                        list(types).stream()
                                .filter(stored -> stored.type().isOf(stored.object(), runbook) && which.test(stored))
                                .toList(),
                        problems)
                .filter(read -> read.line().runbook().equals(runbook));
    }

    /** The same of one kind, and only what is signed: a trend, or a number, is worth no failure, and no stranger's word. */
    public <T> Stream<T> signed(ReportType<T> type, String runbook, Predicate<StoredReport<?>> which) {
        return newest(
                        List.of(type),
                        runbook,
                        which,
                        problem -> LOG.warn("event=report-left-out reason=\"{}\"", problem))
                .filter(read -> read.signed() != null)
                .map(read -> type.type().cast(read.value()));
    }

    /**
     * The signed reports of a kind in a runbook's runs that began since then, the newest first, many read side by side. What cannot
     * be read is left out.
     *
     * @param most of them are read
     * @param notes gets what is left out, in words
     */
    public <T> List<T> since(ReportType<T> type, String runbook, Instant since, int most, List<String> notes) {
        List<StoredReport<?>> wanted = list(List.of(type)).stream()
                .filter(stored -> !stored.startedAt().isBefore(since) && type.isOf(stored.object(), runbook))
                .toList();
        if (wanted.size() > most) {
            notes.add("of " + wanted.size() + " " + type.kind() + " reports the newest " + most + " are counted");
        }
        Map<String, StoredReport<?>> byName = new LinkedHashMap<>();
        wanted.stream().limit(most).forEach(stored -> byName.put(stored.object(), stored));
        SortedMap<String, StoredReport.Read<?>> read =
                ManyReads.all(byName.keySet(), name -> trusted(Objects.requireNonNull(byName.get(name))));
        Set<String> replaced = new HashSet<>();
        List<T> found = new ArrayList<>();
        for (String name : byName.keySet()) {
            StoredReport.Read<?> one = read.get(name);
            if (one != null && !replaced.contains(name)) {
                found.add(type.type().cast(one.value()));
                replaced.add(one.stored().replaces());
            }
        }
        if (read.size() < byName.size()) {
            notes.add(byName.size() - read.size() + " " + type.kind()
                    + " reports are not signed or cannot be read, and not counted");
        }
        return found;
    }

    private StoredReport.@Nullable Read<?> trusted(StoredReport<?> stored) {
        try {
            StoredReport.Read<?> read = recalled(stored);
            return read.signed() == null ? null : read;
        } catch (LifeboatException | NoSuchObjectException e) {
            LOG.warn("event=report-left-out object={} reason=\"{}\"", stored.object(), e.getMessage());
            return null;
        }
    }

    /** One that was read, or why not. */
    private record Outcome(StoredReport.@Nullable Read<?> read, String problem) {}

    /** In their order, some side by side, and no further than the caller looks but for these. */
    private Stream<StoredReport.Read<?>> reading(List<? extends StoredReport<?>> reports, Consumer<String> problems) {
        Set<String> replaced = new HashSet<>();
        return IntStream.iterate(0, from -> from < reports.size(), from -> from + ManyReads.THREADS)
                .mapToObj(from -> reports.subList(from, Math.min(reports.size(), from + ManyReads.THREADS)))
                .flatMap(some -> standing(some, replaced, problems).stream());
    }

    /** Without those that a signed one replaces, whose names are added. */
    private List<StoredReport.Read<?>> standing(
            List<? extends StoredReport<?>> reports, Set<String> replaced, Consumer<String> problems) {
        List<Outcome> outcomes = ManyReads.each(List.copyOf(reports), this::outcome);
        List<StoredReport.Read<?>> standing = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            StoredReport.Read<?> read = outcomes.get(i).read();
            if (replaced.contains(reports.get(i).object())) {
                continue;
            }
            if (read == null) {
                problems.accept(outcomes.get(i).problem());
                continue;
            }
            standing.add(read);
            if (read.signed() != null) {
                replaced.add(read.stored().replaces());
            }
        }
        return standing;
    }

    private Outcome outcome(StoredReport<?> stored) {
        try {
            return new Outcome(recalled(stored), "");
        } catch (LifeboatException e) {
            if (e.code() != SET_CORRUPT) {
                throw e;
            }
            return new Outcome(null, String.valueOf(e.getMessage()));
        } catch (NoSuchObjectException e) {
            return new Outcome(null, stored.object() + " is gone");
        }
    }

    private StoredReport.Read<?> recalled(StoredReport<?> stored) {
        StoredReport.Read<?> before = known == null ? null : known.get(stored.object());
        if (before != null) {
            return before;
        }
        StoredReport.Read<?> read = read(stored);
        if (known != null && read.signed() != null) {
            known.put(stored.object(), read);
        }
        return read;
    }

    /** The newest report of a run, or that of this name. Throws NO_SUCH_RUN. */
    public StoredReport.Read<?> find(String runOrObject) {
        Stream<StoredReport.Read<?>> found = runOrObject.startsWith("reports/")
                ? named(runOrObject).stream().<StoredReport.Read<?>>map(this::read)
                : ReportType.all().stream().flatMap(type -> ofRun(type, runOrObject).stream());
        return found.max(Comparator.comparing(read -> read.stored().startedAt()))
                .orElseThrow(() -> new LifeboatException(
                        NO_SUCH_RUN,
                        "there is no report of " + runOrObject + "; `lifeboat report list` names those there are"));
    }

    private Optional<StoredReport<?>> named(String object) {
        return ReportType.all().stream()
                .<StoredReport<?>>flatMap(type -> type.place(object).stream())
                .filter(stored -> vault.store().exists(object))
                .findFirst();
    }

    /** The newest report of a run, of one kind. */
    public Optional<StoredReport.Read<?>> ofRun(ReportType<?> type, String run) {
        if (!type.isLeftBy(run)) {
            return Optional.empty();
        }
        if (type.byRun()) {
            List<StoredReport<?>> all = in(Reports.folder(type.folder(), run) + "/", List.of(type));
            all.sort(NEWEST_FIRST);
            List<StoredReport.Read<?>> newest = reading(
                            all, problem -> LOG.warn("event=report-left-out reason=\"{}\"", problem))
                    .limit(2)
                    .toList();
            return newest.size() == 2 && isHidden(newest.get(1), newest.get(0))
                    ? Optional.of(newest.get(1))
                    : newest.stream().findFirst();
        }
        return newest(List.of(type), ReportLine.runbookOf(run), any -> true, problem -> {})
                .filter(read -> (read.line().run() + "/").startsWith(run + "/"))
                .findFirst();
    }

    /** Whether a report that is signed would be hidden by one that nobody signed, and that only says that it replaces it. */
    private static boolean isHidden(StoredReport.Read<?> signed, StoredReport.Read<?> other) {
        return signed.signed() != null
                && other.signed() == null
                && other.stored().replaces().equals(signed.stored().object());
    }

    /** Reads one; throws SET_CORRUPT for what is no report, NoSuchObjectException, STORE_UNAVAILABLE. */
    public <T> StoredReport.Read<T> read(StoredReport<T> stored) {
        StoredReport.Read<T> read = judged(stored);
        try {
            read.line();
            read.asPage();
            return read;
        } catch (RuntimeException e) {
            // Whoever may write there can leave out what every report has.
            throw new LifeboatException(
                    SET_CORRUPT,
                    stored.object() + " cannot be read as "
                            + stored.type().type().getSimpleName(),
                    e);
        }
    }

    private <T> StoredReport.Read<T> judged(StoredReport<T> stored) {
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

    /**
     * The page beside a report. Throws SIGNATURE_INVALID or SIGNER_UNKNOWN where it is not signed, or is another report's;
     * NoSuchObjectException, STORE_UNAVAILABLE.
     */
    public byte[] page(StoredReport.Read<?> read) {
        return page(records, read.stored().object(), read.sha256());
    }

    /** The same of whatever is a record with a page beside it. */
    public static byte[] page(SignedRecords records, String object, String sha256) {
        String page = StoredReport.page(object);
        byte[] html = records.readFile(page).value();
        if (!PageHtml.isOf(html, object, sha256)) {
            throw new LifeboatException(
                    SIGNATURE_INVALID, page + " is not signed for this report: it tells of another");
        }
        return html;
    }
}
