package dev.lifeboat.restore;

import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.TableInfo;
import java.util.List;

/**
 * One stored object of a phase and the tables its rows belong to.
 *
 * @param tables one, unless the object is the SQL file of a whole set: then those of its tables that the phase loads
 * @param part of a SQL file: the rows of these tables, and the whole file's size and check sum
 */
public record LoadPart(List<TableInfo> tables, PartInfo part, boolean sql) {
    public LoadPart {
        tables = List.copyOf(tables);
    }

    /** The table of a part. */
    TableInfo table() {
        return tables.get(0);
    }
}
