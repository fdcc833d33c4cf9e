package dev.lifeboat.audit;

import org.jspecify.annotations.Nullable;

/**
 * What an entry says of the removal of a set from a store.
 *
 * @param removal the run id of the tombstone; null: a version before this one wrote the entry
 * @param kept whether it calls the removal off
 */
record LoggedRemoval(
        long number,
        String set,
        String manifestSha256,
        String store,
        @Nullable String removal,
        boolean kept) {
    /** Null: the entry of this number tells of something else. */
    static @Nullable LoggedRemoval of(AuditEvent event, long number) {
        String set = event.data().get(AuditEvents.SET);
        String manifest = event.data().get(AuditEvents.MANIFEST_SHA256);
        String store = event.data().get(AuditEvents.STORE);
        boolean kept = AuditType.BACKUP_KEPT.is(event);
        boolean tells = kept || AuditType.BACKUP_DELETED.is(event);
        return tells && set != null && manifest != null && store != null
                ? new LoggedRemoval(number, set, manifest, store, event.data().get(AuditEvents.REMOVAL), kept)
                : null;
    }
}
