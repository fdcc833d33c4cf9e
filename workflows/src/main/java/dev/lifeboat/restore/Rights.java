package dev.lifeboat.restore;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of the source's roles, owners and grants a restore brings back. Policies come back either way.
 *
 * @param owners whether objects get their owners; else they stay the restore role's
 * @param privileges whether grants come back; else objects have what PostgreSQL gives new ones
 * @param roles whether roles of the set that the target lacks are made first; else they are asked for
 * @param map other names that roles of the set have in the target; null: none
 */
public record Rights(boolean owners, boolean privileges, boolean roles, SortedMap<String, String> map) {
    /** As at the source. */
    public static final Rights ALL = new Rights(true, true, false, new TreeMap<>());

    public Rights {
        map = map == null ? new TreeMap<>() : new TreeMap<>(map);
    }

    /** The name in the target of a role in the set. */
    public String inTarget(String role) {
        return map.getOrDefault(role, role);
    }
}
