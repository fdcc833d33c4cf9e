package dev.lifeboat.archive;

import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Marks beside the sets: create-only, signed, one a run and kind. A mark that is not properly signed says nothing. */
public final class Marks {
    private static final Logger LOG = LoggerFactory.getLogger(Marks.class);
    private static final String FOLDER = "records/";
    private static final String SUFFIX = ".json";

    private final OpenVault vault;
    private final SignedRecords records;

    public Marks(OpenVault vault) {
        this.vault = vault;
        this.records = new SignedRecords(vault);
    }

    /** Writes a mark; a repeat by the same run changes nothing. */
    public void add(Mark mark) {
        records.write(FOLDER + mark.set() + "/" + file(mark.kind(), mark.runId()), mark);
    }

    private static String file(MarkKind kind, String runId) {
        return kind.wireName() + "-"
                + Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 16) + SUFFIX;
    }

    /**
     * The set's valid marks, in no particular order.
     *
     * @param signer of the set, whose marks count where the runbook trusts nobody by name
     */
    public List<Mark> of(String set, String manifestSha256, String signer) {
        List<Mark> marks = new ArrayList<>();
        for (StoredObject object : vault.store().list(FOLDER + set + "/")) {
            Mark mark = isMark(object.name()) ? valid(object.name(), signer) : null;
            if (mark != null && mark.set().equals(set) && mark.manifestSha256().equals(manifestSha256)) {
                marks.add(mark);
            }
        }
        return marks;
    }

    /**
     * The valid marks of sets that were removed on purpose, by name, one or more a set: what is left of them. Where the runbook
     * trusts nobody by name, whoever has a key beside the records counts.
     *
     * @param set one; empty: all
     */
    public List<Mark> deleted(String set) {
        String prefix = MarkKind.DELETED.wireName() + "-";
        List<Mark> marks = new ArrayList<>();
        for (StoredObject object : vault.store().list(set.isEmpty() ? FOLDER : FOLDER + set + "/")) {
            String name = object.name();
            int slash = name.lastIndexOf('/');
            if (name.endsWith(SUFFIX) && name.startsWith(prefix, slash + 1) && slash >= FOLDER.length()) {
                Mark mark = valid(name, null);
                if (mark != null
                        && mark.kind() == MarkKind.DELETED
                        && name.startsWith(FOLDER + mark.set() + "/")
                        && slash == FOLDER.length() + mark.set().length()) {
                    marks.add(mark);
                }
            }
        }
        return marks;
    }

    /**
     * The valid marks of this kind that a run made, of any set. Where the runbook trusts nobody by name, whoever has a key beside
     * the records counts.
     */
    public List<Mark> ofRun(MarkKind kind, String runId) {
        List<Mark> marks = new ArrayList<>();
        for (StoredObject object : vault.store().list(FOLDER)) {
            Mark mark = object.name().endsWith("/" + file(kind, runId)) ? valid(object.name(), null) : null;
            if (mark != null && mark.kind() == kind && mark.runId().equals(runId)) {
                marks.add(mark);
            }
        }
        return marks;
    }

    /** Other records of a set lie beside its marks. */
    private static boolean isMark(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.endsWith(SUFFIX)
                && Arrays.stream(MarkKind.values()).anyMatch(kind -> file.startsWith(kind.wireName() + "-"));
    }

    /** Null: its signature says nothing. A store that does not answer throws. */
    private @Nullable Mark valid(String name, @Nullable String signer) {
        try {
            SignedRecords.Signed<Mark> read = records.read(name, Mark.class);
            if (read.trusted() || signer == null || Objects.equals(read.signer(), signer)) {
                return read.value();
            }
            LOG.warn("event=mark-ignored object={} reason=\"signed by {}\"", name, read.signer());
            return null;
        } catch (LifeboatException | NoSuchObjectException e) {
            // A store that does not answer must not make a failed set look good.
            if (e instanceof LifeboatException known && known.code().category() == ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            LOG.warn("event=mark-ignored object={} reason={}", name, e.getMessage());
            return null;
        }
    }
}
