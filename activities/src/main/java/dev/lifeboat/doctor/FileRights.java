package dev.lifeboat.doctor;

import dev.lifeboat.runbook.ByteCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether what is its owner's alone is so, and lies where no Git publishes it. */
final class FileRights {
    /** What may look into a folder, or change what is in it. */
    private static final Set<PosixFilePermission> OPEN = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    private static final Set<PosixFilePermission> REPLACING =
            EnumSet.of(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    private static final ByteCount LEAST_ROOM = new ByteCount(1_000_000_000);

    private FileRights() {}

    /** A file with a key or a password. Who may write into its folder can put another in its place. */
    static List<Finding> ofSecret(Path file) {
        List<Finding> findings = new ArrayList<>();
        String check = "key file";
        looked(findings, check, file, () -> {
            if (rights(file).stream().anyMatch(right -> !right.name().startsWith("OWNER"))) {
                findings.add(Finding.warning(check, file + " is readable by others", "chmod 600 " + file));
            }
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && rights(folder).stream().anyMatch(REPLACING::contains)) {
                findings.add(Finding.warning(
                        check, folder + " can be written by others, and so its keys replaced", "chmod 700 " + folder));
            }
        });
        git(findings, check, file);
        return findings;
    }

    /** A folder of sets. */
    static List<Finding> ofStore(String check, Path folder) {
        List<Finding> findings = new ArrayList<>();
        if (Files.exists(folder)) {
            looked(findings, check, folder, () -> {
                if (rights(folder).stream().anyMatch(OPEN::contains)) {
                    findings.add(Finding.warning(check, folder + " is open to others", "chmod 700 " + folder));
                }
            });
            git(findings, check, folder);
        }
        return findings;
    }

    /** The folder of this machine's state: addresses of targets, tokens, the databases of drills. */
    static List<Finding> ofState(Path folder) {
        String check = "state folder";
        List<Finding> findings = new ArrayList<>();
        if (Files.exists(folder)) {
            looked(findings, check, folder, () -> {
                if (rights(folder).stream().anyMatch(right -> !right.name().startsWith("OWNER"))) {
                    findings.add(Finding.warning(check, folder + " is open to others", "chmod 700 " + folder));
                }
                long free = Files.getFileStore(folder).getUsableSpace();
                String room = folder + " has " + new ByteCount(free).human() + " free";
                findings.add(
                        free < LEAST_ROOM.bytes()
                                ? Finding.warning(
                                        check, room + ", and drills put their databases there", "make room on its disk")
                                : Finding.ok(check, room));
            });
            git(findings, check, folder);
        }
        return findings;
    }

    private static Set<PosixFilePermission> rights(Path path) throws IOException {
        // Elsewhere rights are of another kind, and nothing is said of them.
        return Files.getFileStore(path).supportsFileAttributeView("posix")
                ? Files.getPosixFilePermissions(path)
                : Set.of();
    }

    private static void git(List<Finding> findings, String check, Path path) {
        if (inGit(path)) {
            findings.add(Finding.warning(
                    check,
                    path + " lies in a Git work tree",
                    "move it out, or make sure that Git ignores it: git check-ignore " + path));
        }
    }

    /** Sets and keys there are one `git add .` away from being published. */
    private static boolean inGit(Path folder) {
        for (Path path = folder.toAbsolutePath(); path != null; path = path.getParent()) {
            if (Files.exists(path.resolve(".git"))) {
                return true;
            }
        }
        return false;
    }

    /** A look at a file system. */
    private interface Look {
        void at() throws IOException;
    }

    private static void looked(List<Finding> findings, String check, Path path, Look look) {
        try {
            look.at();
        } catch (IOException e) {
            findings.add(Finding.bad(check, path + " cannot be looked at", "check the folder's rights"));
        }
    }
}
