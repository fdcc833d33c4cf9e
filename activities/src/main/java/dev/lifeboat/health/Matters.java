package dev.lifeboat.health;

import dev.lifeboat.set.BackupMode;

/** What several checks may find the same trouble in, each in its own way. */
final class Matters {
    private Matters() {}

    /** That backups of a mode fail. */
    static String backup(BackupMode mode) {
        return "backup/" + mode.wireName();
    }

    /** That the newest set of a mode is not of the size that it should have. */
    static String size(String mode) {
        return "size/" + mode;
    }
}
