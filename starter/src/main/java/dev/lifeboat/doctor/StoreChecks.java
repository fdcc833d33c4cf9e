package dev.lifeboat.doctor;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** Every store of a runbook: usable, private, and not all in one place. */
final class StoreChecks {
    private StoreChecks() {}

    static List<Finding> examine(StoreSettings settings, Secrets secrets) {
        List<Finding> findings = new ArrayList<>();
        for (StoreLocation location : settings.all()) {
            String check = "store " + location.name();
            findings.add(Doctor.guarded(check, () -> StoreProbe.examine(check, location, secrets)));
            String path = location.path();
            if (path != null) {
                folder(findings, check, Path.of(path));
            }
        }
        if (settings.copies().isEmpty() && settings.primary().path() != null) {
            findings.add(Finding.warning(
                    "stores",
                    "the sets are on this machine only: what destroys it destroys them",
                    "name a second store under store.copies, or copy the folder elsewhere (it is encrypted)"));
        }
        return findings;
    }

    private static void folder(List<Finding> findings, String check, Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            if (Files.getPosixFilePermissions(folder).stream()
                    .anyMatch(right -> right == PosixFilePermission.OTHERS_READ
                            || right == PosixFilePermission.OTHERS_WRITE
                            || right == PosixFilePermission.GROUP_WRITE)) {
                findings.add(Finding.warning(check, folder + " is open to others", "chmod 700 " + folder));
            }
        } catch (IOException e) {
            findings.add(Finding.bad(check, folder + " cannot be looked at", "check the folder's rights"));
        }
        if (Doctor.inGit(folder)) {
            findings.add(Finding.warning(
                    check,
                    folder + " lies in a Git work tree",
                    "move it out, or make sure that Git ignores it: git check-ignore " + folder));
        }
    }
}
