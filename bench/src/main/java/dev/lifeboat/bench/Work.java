package dev.lifeboat.bench;

import java.util.Locale;

/** What is measured, of us and of a peer alike. */
enum Work {
    /** From a database into files. */
    BACKUP,
    /** From files into an empty database. */
    RESTORE,
    /** From a database into an empty one; ours is a backup, then a restore. */
    COPY;

    /** As reports write it. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
