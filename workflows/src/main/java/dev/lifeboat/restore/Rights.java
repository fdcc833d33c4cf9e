package dev.lifeboat.restore;

/**
 * What of the source's roles, owners and grants a restore brings back. Policies come back either way.
 *
 * @param owners whether objects get their owners; else they stay the restore role's
 * @param privileges whether grants come back; else objects have what PostgreSQL gives new ones
 * @param roles whether roles of the set that the target lacks are made first; else they are asked for
 */
public record Rights(boolean owners, boolean privileges, boolean roles) {
    /** As at the source. */
    public static final Rights ALL = new Rights(true, true, false);
}
