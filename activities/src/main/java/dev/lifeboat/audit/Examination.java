package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.SIGNER_UNKNOWN;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.Neighbours;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.certificate.CertificateCheck;
import dev.lifeboat.certificate.LoggedCertificate;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares log, sets and signed heads of a runbook with each other, as {@code lifeboat audit verify} and its schedule
 * do; other runbooks in the same store have a log of their own. It only reads. The order matters, since backups and
 * clean-ups may be under way: what states is read before what is stated, and deletions last.
 */
public final class Examination {
    /** From the seal of a set until a head names it pass moments. */
    private static final Duration UNTIL_SIGNED = Duration.ofHours(1);

    private final Vault vault;
    private final Secrets secrets;
    private final Runnable moved;

    /** @param moved is called after each object that was read; what it throws ends the examination */
    public Examination(Vault vault, Secrets secrets, Runnable moved) {
        this.vault = vault;
        this.secrets = secrets;
        this.moved = moved;
    }

    /** Throws STORE_UNAVAILABLE when the primary store does not answer, KEY_UNUSABLE and SECRET_MISSING for the signing key. */
    public AuditReport run(Instant now) {
        return run(now, List.of());
    }

    /**
     * As the other one.
     *
     * @param kept what a person kept elsewhere of earlier backups, drills and examinations
     */
    public AuditReport run(Instant now, List<KeptHead> kept) {
        // The primary store alone: what was removed from it must not be found in a copy.
        OpenVault opened =
                OpenVault.of(vault.only(String.valueOf(vault.store().primary().name())), secrets);
        // A key of our own that cannot be read must not make every set look forged.
        opened.signerIfAny();
        AuditHeads.Found heads = new AuditHeads(vault, secrets).read();
        List<AuditFinding> unusual = new ArrayList<>(heads.findings());
        List<String> strangers = new ArrayList<>();
        AuditLog log = new AuditLog(opened.store(), vault.runbook());
        List<LoggedEntry> entries = entries(log, 0, strangers);
        Traces traces = new Traces(vault, secrets, opened, unusual, moved);
        SortedMap<String, String> unreadable = new TreeMap<>();
        SortedMap<String, String> theirs = new TreeMap<>();
        List<ChainedSet> sets = sets(opened, unreadable, theirs);
        List<StatedSet> logged =
                entries.stream().map(LoggedEntry::set).filter(Objects::nonNull).toList();
        List<StatedLink> links = new ArrayList<>(heads.links());
        List<StatedSet> stated = new ArrayList<>(heads.sets());
        for (KeptHead head : kept) {
            if (head.isEntry()) {
                links.add(head.link());
            } else {
                stated.add(head.set());
            }
        }
        stated.addAll(logged);
        Set<String> known = new TreeSet<>(unreadable.keySet());
        sets.forEach(set -> known.add(set.set()));
        stated.addAll(traces.copied(known, unusual));
        List<StatedSet> marked = traces.marked(known);
        List<Mark> tombstones = tombstones(opened);
        // A mark of an earlier version does not say whose it is. What our own log, chain or heads name no neighbour's
        // mark excuses.
        marked.stream()
                .filter(one -> tombstones.stream().noneMatch(mark -> isAnothers(mark) && speaksOf(mark, one)))
                .forEach(stated::add);
        List<AuditFinding> findings = new ArrayList<>(LogCheck.findings(entries, links, strangers));
        findings.addAll(ChainCheck.findings(sets, unreadable, deleted(tombstones, log, entries), stated, theirs, now));
        findings.addAll(Ends.findings(entries, logged, heads, sets, now.minus(UNTIL_SIGNED)));
        // Reports are kept in the first store that takes them, so a certificate may speak of any.
        findings.addAll(CertificateCheck.findings(
                OpenVault.of(vault, secrets),
                entries.stream()
                        .map(LoggedEntry::certificate)
                        .filter(Objects::nonNull)
                        .toList(),
                moved));
        // Last: junk in the folder of heads, of which there may be any number, must not hide the rest.
        findings.addAll(unusual);
        ChainedSet newest =
                sets.stream().max(Comparator.comparing(ChainedSet::sealedAt)).orElse(null);
        LoggedEntry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        return AuditReport.of(
                vault.runbook(),
                entries.size(),
                sets.size(),
                heads.links().size(),
                newest == null ? null : newest.set(),
                newest == null ? null : newest.manifestSha256(),
                last == null ? null : new KeptHead(Long.toString(last.number()), last.sha256()).text(),
                findings);
    }

    /** Those behind this number. */
    private List<LoggedEntry> entries(AuditLog log, long last, List<String> strangers) {
        List<String> names = new ArrayList<>();
        for (StoredObject object : log.objects()) {
            long number = log.numberOf(object.name());
            if (number == 0) {
                strangers.add(object.name());
            } else if (number > last) {
                names.add(object.name());
            }
        }
        return SideBySideReads.of(names, name -> entry(log, name, log.numberOf(name)), moved);
    }

    /** Thousands of sets may be gone, which all left a mark. */
    private List<Mark> tombstones(OpenVault opened) {
        Marks marks = new Marks(opened);
        return marks.tombstones(
                SideBySideReads.of(marks.ofRemovals(""), name -> Optional.ofNullable(marks.read(name)), moved).stream()
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static LoggedEntry entry(AuditLog log, String name, long number) {
        byte[] json = log.read(name);
        String sha256 = Digests.sha256(json);
        try {
            AuditEntry entry = ManifestJson.read(json, AuditEntry.class, name);
            return new LoggedEntry(
                    number,
                    sha256,
                    entry.number(),
                    entry.previousSha256(),
                    stated(entry.event(), number),
                    LoggedRemoval.of(entry.event(), number),
                    certificate(entry.event(), number));
        } catch (LifeboatException e) {
            return new LoggedEntry(number, sha256, 0, "", null, null);
        }
    }

    private static @Nullable StatedSet stated(AuditEvent event, long number) {
        String set = event.data().get(AuditEvents.SET);
        String manifest = event.data().get(AuditEvents.MANIFEST_SHA256);
        return AuditType.BACKUP_TAKEN.is(event) && set != null && manifest != null
                ? new StatedSet(set, manifest, "entry " + number + " of the log")
                : null;
    }

    private static @Nullable LoggedCertificate certificate(AuditEvent event, long number) {
        String object = event.data().get(AuditEvents.OBJECT);
        String sha256 = event.data().get(AuditEvents.SHA256);
        return AuditType.CERTIFICATE_ISSUED.is(event) && object != null && sha256 != null
                ? new LoggedCertificate(object, sha256, number)
                : null;
    }

    /**
     * @param unreadable gets those that do not authenticate, and why
     * @param theirs gets the manifests of other runbooks' sets, by the sets' names
     */
    private List<ChainedSet> sets(
            OpenVault opened, SortedMap<String, String> unreadable, SortedMap<String, String> theirs) {
        SetReader reader = new SetReader(opened);
        Neighbours neighbours = new Neighbours(opened);
        List<ChainedSet> sets = new ArrayList<>();
        for (String set : Traces.sets(opened.store())) {
            try {
                ChainedSet found = ChainedSet.of(reader.authenticate(set));
                if (found.runbook().equals(vault.runbook())) {
                    sets.add(found);
                } else {
                    theirs.put(set, found.manifestSha256());
                }
            } catch (LifeboatException e) {
                String manifest = e.code() == SIGNER_UNKNOWN ? neighbours.manifestOf(set) : null;
                if (manifest != null) {
                    theirs.put(set, manifest);
                } else if (e.code().category() == ErrorCategory.INTEGRITY) {
                    unreadable.put(set, e.getMessage());
                } else if (e.code() != NO_SUCH_SET) {
                    throw e;
                }
                // Without its manifest by now: a clean-up is at it.
            }
            moved.run();
        }
        return sets;
    }

    private boolean isAnothers(Mark mark) {
        return mark.runbook() != null && !mark.runbook().equals(vault.runbook());
    }

    private static boolean speaksOf(Mark mark, StatedSet stated) {
        return mark.set().equals(stated.set()) && mark.manifestSha256().equals(stated.manifestSha256());
    }

    private List<DeletedSet> deleted(List<Mark> all, AuditLog log, List<LoggedEntry> entries) {
        List<Mark> tombstones = all.stream().filter(mark -> !isAnothers(mark)).toList();
        List<DeletedSet> deleted = weighed(tombstones, entries);
        if (deleted.stream().allMatch(set -> set.worth() == Worth.LOGGED)) {
            return deleted;
        }
        // A clean-up may have written both meanwhile, the entry first.
        long last = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).number();
        List<LoggedEntry> later = new ArrayList<>(entries);
        later.addAll(entries(log, last, new ArrayList<>()));
        return weighed(tombstones, later);
    }

    private List<DeletedSet> weighed(List<Mark> tombstones, List<LoggedEntry> entries) {
        Set<String> stores = new TreeSet<>();
        vault.store().all().forEach(store -> stores.add(String.valueOf(store.name())));
        LoggedRemovals removals = new LoggedRemovals(
                entries.stream()
                        .map(LoggedEntry::removal)
                        .filter(Objects::nonNull)
                        .toList(),
                String.valueOf(vault.store().primary().name()),
                stores);
        return tombstones.stream().map(mark -> deleted(mark, removals)).toList();
    }

    private static DeletedSet deleted(Mark mark, LoggedRemovals removals) {
        try {
            Tombstone tombstone = Tombstone.parse(mark.detail());
            return new DeletedSet(
                    mark.set(), mark.manifestSha256(), removals.of(mark, tombstone.store()), tombstone.previous());
        } catch (LifeboatException e) {
            // A mark of an older version, or made by hand, says no more than that the set was deleted.
            return new DeletedSet(mark.set(), mark.manifestSha256(), removals.of(mark, null), null);
        }
    }
}
