package dev.lifeboat.verify;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SqlRows;
import dev.lifeboat.archive.SqlTables;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.PinnedSets;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies from the store alone: no database is asked. Thread-safe. */
public final class VerifyActivitiesImpl implements VerifyActivities {
    private final Secrets secrets;
    private final Clock clock;
    /** A manifest of a hundred thousand parts takes seconds to read, and each of 400 ranges needs it. */
    private final PinnedSets sets = new PinnedSets();

    public VerifyActivitiesImpl(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public OpenedSet open(VerifyRequest request) {
        OpenVault vault = OpenVault.of(request.vault(), secrets);
        Selecting.Chosen chosen = new Selecting(vault).chosen(request.set());
        List<String> warnings = new ArrayList<>(chosen.warnings());
        String store = nearest(vault, chosen, warnings);
        SetReader reader = new SetReader(vault.only(store));
        AuthenticatedSet set = reader.authenticate(chosen.set());
        Manifest manifest = set.manifest();
        String problem = null;
        try {
            for (String stranger : reader.strangers(manifest)) {
                warnings.add(stranger + " is not named in the manifest; nothing reads it");
            }
        } catch (LifeboatException e) {
            if (e.code() != SET_CORRUPT) {
                throw e;
            }
            problem = e.getMessage();
        }
        set.doubt().ifPresent(warnings::add);
        return new OpenedSet(
                manifest.set(),
                set.manifestSha256(),
                set.signer(),
                manifest.tables().size(),
                manifest.tables().stream()
                        .mapToInt(table -> table.parts().size())
                        .sum(),
                manifest.rows(),
                manifest.bytes(),
                manifest.storedBytes(),
                warnings,
                (int) manifest.parts().filter(part -> part.set() != null).count(),
                manifest.reusedBytes(),
                store,
                problem);
    }

    /**
     * The nearest store that has the set: that one is verified, and another does not make up for what it has damaged. One that
     * has another set of this name is passed over: the choice has warned of it. So is one that does not answer, with a warning.
     */
    private static String nearest(OpenVault vault, Selecting.Chosen chosen, List<String> warnings) {
        List<String> names = vault.vault().store().names();
        if (names.size() == 1) {
            return names.get(0);
        }
        for (String name : names) {
            OpenVault one = vault.only(name);
            try {
                if (one.store().exists(SetObjects.manifestOf(chosen.set())) && !isAnother(one, chosen)) {
                    return name;
                }
            } catch (LifeboatException e) {
                if (e.code().category() == ErrorCategory.INTEGRITY) {
                    throw e;
                }
                warnings.add(name + " was passed over: " + e.getMessage());
            }
        }
        return chosen.store();
    }

    /** A set that does not authenticate may be the chosen one, damaged: then that is what there is to say. */
    private static boolean isAnother(OpenVault store, Selecting.Chosen chosen) {
        String sha256 = chosen.manifestSha256();
        try {
            return sha256 != null
                    && !sha256.equals(
                            new SetReader(store).authenticate(chosen.set()).manifestSha256());
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public VerifiedRange verifyParts(PartRange range) {
        OpenVault vault = OpenVault.of(range.vault(), secrets);
        PartReader reader = new PartReader(vault.store(), vault.opener());
        long rows = 0;
        long bytes = 0;
        try (Heartbeat heartbeat = Heartbeat.start()) {
            Manifest manifest = sets.manifest(vault, range.setId(), range.manifestSha256());
            List<LoadedFrom> parts = manifest.tables().stream()
                    .flatMap(table -> table.parts().stream().map(part -> new LoadedFrom(table, part)))
                    .toList()
                    .subList(range.from(), range.to());
            for (LoadedFrom loaded : parts) {
                PartInfo part = loaded.part();
                reader.read(manifest, loaded.table(), part, (block, offset, length) -> heartbeat.moved(0, length));
                heartbeat.moved(part.rows(), 0);
                rows += part.rows();
                bytes += part.bytes();
            }
        }
        return new VerifiedRange(range.to() - range.from(), rows, bytes);
    }

    @Override
    public VerifiedRange verifySchema(PartRange range) {
        OpenVault vault = OpenVault.of(range.vault(), secrets);
        SetReader reader = new SetReader(vault);
        Manifest manifest =
                reader.authenticate(range.setId(), range.manifestSha256()).manifest();
        boolean schema = false;
        for (FileInfo file : manifest.files()) {
            if (manifest.content().form() == Form.SQL && file.equals(manifest.sql())) {
                verifySql(vault, manifest, file);
                continue;
            }
            byte[] content = reader.file(manifest, file);
            if (SetObjects.isSchema(file.object())) {
                schema = true;
                try (InputStream plain = vault.opener().open(content, range.setId(), file.object())) {
                    plain.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new LifeboatException(SET_CORRUPT, range.setId() + "/" + file.object() + " is damaged", e);
                }
            }
        }
        if (!schema && manifest.content().definitions()) {
            throw new LifeboatException(SET_CORRUPT, range.setId() + " has no schema archive");
        }
        return new VerifiedRange(manifest.files().size(), 0, 0);
    }

    private static void verifySql(OpenVault vault, Manifest manifest, FileInfo file) {
        try (Heartbeat heartbeat = Heartbeat.start()) {
            SqlRows rows = new SqlRows(manifest.tables());
            SqlTables scanner = new SqlTables(rows);
            new PartReader(vault.store(), vault.opener()).readFile(manifest, file, (block, offset, length) -> {
                scanner.write(block, offset, length);
                heartbeat.moved(0, length);
            });
            String problem = scanner.complete() ? rows.problem() : "ends within a table's rows";
            if (problem != null) {
                throw new LifeboatException(SET_CORRUPT, manifest.set() + "/" + file.object() + " " + problem);
            }
        }
    }

    @Override
    public void mark(Vault vault, String setId, String manifestSha256, String runId, @Nullable String error) {
        new Marks(OpenVault.of(vault, secrets))
                .add(new Mark(
                                error == null ? MarkKind.VERIFIED : MarkKind.FAILED,
                                setId,
                                manifestSha256,
                                runId,
                                clock.instant(),
                                error)
                        .readFrom(vault.soleStore()));
    }

    /** A part and the table it belongs to. */
    private record LoadedFrom(TableInfo table, PartInfo part) {}
}
