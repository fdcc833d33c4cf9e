package dev.lifeboat.archive;

import java.util.List;

/**
 * One entry of the schema archive's table of contents.
 *
 * @param dumpId pg_restore's number for it
 * @param catalog OID of the system catalogue, 0 where there is no object (ACL, COMMENT, …)
 * @param object OID of the object in the source
 * @param type as pg_restore names it: TABLE, INDEX, FK CONSTRAINT, …
 * @param label namespace, name and owner as listed: for people only, never parsed
 * @param dependsOn dump ids
 * @param tables OIDs of every table that must be loaded before it can be made; both ends of a foreign key
 */
public record SchemaEntry(
        int dumpId, long catalog, long object, String type, String label, List<Integer> dependsOn, List<Long> tables) {
    public SchemaEntry {
        dependsOn = List.copyOf(dependsOn);
        tables = List.copyOf(tables);
    }
}
