package dev.lifeboat.backup;

import dev.lifeboat.runbook.Archive;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every activity under one snapshot needs.
 *
 * @param source reference to the source's URL
 * @param attempt which snapshot of the run this is; stored objects of another attempt never mix with it
 * @param content what the set holds; null: everything
 * @param snapshotIds the live exports of the same snapshot, in the order in which to try them
 * @param reuse whose unchanged chunks are referred to; null: every chunk is stored
 */
public record SnapshotTask(
        Vault vault,
        String source,
        Archive archive,
        String setId,
        int attempt,
        List<String> snapshotIds,
        SetContent content,
        @Nullable EarlierSet reuse) {
    public SnapshotTask {
        content = content == null ? SetContent.WHOLE : content;
        snapshotIds = List.copyOf(snapshotIds);
    }
}
