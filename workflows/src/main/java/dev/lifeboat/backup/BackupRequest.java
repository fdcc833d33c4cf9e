package dev.lifeboat.backup;

import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.ChosenText;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BackupWorkflow} is asked to do.
 *
 * @param runbookSha256 of the YAML file's bytes, hex
 * @param label for pre-deployment and emergency sets: letters, digits, dots, hyphens; null: none
 * @param reason why the set is taken, recorded in the manifest; null: none given
 * @param verify whether the sealed set is verified at once by a {@code VerifyWorkflow} child
 * @param content what the set holds; null: all that the mode stands for
 * @param full whether every chunk is stored, also where {@code archive.reuse} would refer to earlier ones
 */
public record BackupRequest(
        Runbook runbook,
        String runbookSha256,
        BackupMode mode,
        @Nullable String label,
        @Nullable String reason,
        boolean verify,
        SetContent content,
        boolean full) {
    public BackupRequest {
        content = (content == null ? SetContent.WHOLE : content).in(mode);
        ChosenText.check(content.tables(), content.where().values());
        if (label != null && !label.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,62}")) {
            throw new IllegalArgumentException(
                    "label \"" + label + "\" may hold letters, digits, dots and hyphens only, at most 63");
        }
    }

    /** The runbook's stores and keys, with the time for which the mode's sets are locked. */
    public Vault vault() {
        return Vault.of(runbook).keeping(runbook.lockedFor(mode));
    }
}
