package dev.lifeboat.cli;

import dev.lifeboat.restore.Rights;
import dev.lifeboat.runbook.Runbook;
import picocli.CommandLine.Option;

/** Which owners and grants a restore brings back. */
final class RightsOption {
    @Option(
            names = "--no-owner",
            description = "all objects stay the restore role's; the source's owners are not needed")
    private boolean noOwner;

    @Option(names = "--no-privileges", description = "no grants; roles are needed where a policy names them only")
    private boolean noPrivileges;

    @Option(
            names = "--create-roles",
            description = "make the set's roles that the target lacks, without passwords and never as superusers")
    private boolean createRoles;

    /** Whether anything else than the source's is asked for. */
    boolean given() {
        return noOwner || noPrivileges || createRoles;
    }

    /** With the runbook's map of roles. */
    Rights rights(Runbook runbook) {
        return new Rights(!noOwner, !noPrivileges, createRoles, runbook.roleMap());
    }
}
