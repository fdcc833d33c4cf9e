package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.ForeignKeyInfo;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OutsideRows;
import dev.lifeboat.archive.RoleInfo;
import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.Store;
import java.util.List;

/** What a running backup writes down beside its parts, so that it need not travel through history; gone when it is sealed. */
final class WorkRecords {
    private final Store store;
    private final String setId;

    /** What {@code DumpSchema} found. */
    record Schema(
            SourceInfo source,
            String pgDump,
            List<FileInfo> files,
            List<TableInfo> tables,
            List<SequenceInfo> sequences,
            List<SchemaEntry> entries,
            List<ForeignKeyInfo> foreignKeys,
            List<TableName> unfilledViews,
            List<RoleInfo> roles,
            List<OutsideRows> outside) {}

    /** What a batch copied. */
    record Batch(List<TableChunk> chunks, List<StoredPart> parts, List<ChunkDigest> digests) {
        Batch {
            digests = digests == null ? List.of() : List.copyOf(digests);
        }
    }

    WorkRecords(Store store, String setId) {
        this.store = store;
        this.setId = setId;
    }

    /** A record: where it is, and what pins it. */
    record Written(String object, String sha256) {}

    /** Writes a record: only this run's activities write here, and the one that the run accepts counts. */
    Written write(String object, Object content) {
        byte[] json = ManifestJson.write(content);
        return new Written(SetObjects.writeBeside(store, setId, object, json), Digests.sha256(json));
    }

    /** Reads a record that the run's history pins; throws SET_CORRUPT if it is another one. */
    <T> T read(BatchReceipt receipt, Class<T> type) {
        return read(receipt.object(), receipt.sha256(), type);
    }

    /** The receipt itself, wherever it is; throws SET_CORRUPT if it is another one. */
    CopyReceipt whole(CopyReceipt receipt) {
        RecordedCopy recorded = receipt.recorded();
        return recorded == null ? receipt : read(recorded.object(), recorded.sha256(), CopyReceipt.class);
    }

    private <T> T read(String object, String sha256, Class<T> type) {
        byte[] json = SetObjects.readSmall(store, name(object));
        if (!Digests.sha256(json).equals(sha256)) {
            throw new LifeboatException(SET_CORRUPT, name(object) + " is not what this run wrote");
        }
        return ManifestJson.read(json, type, object);
    }

    private String name(String object) {
        return setId + "/" + object;
    }
}
