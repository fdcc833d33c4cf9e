package dev.lifeboat.cli;

import dev.lifeboat.restore.Selection;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --tables} and {@code --schema-only} of a restore. */
final class SelectionOption {
    @Option(
            names = "--tables",
            paramLabel = "T",
            split = ",",
            description = "only rows of these tables, as schema.table or table; the others come back empty")
    private List<String> tables = List.of();

    @Option(names = "--schema-only", description = "definitions without rows")
    private boolean schemaOnly;

    /** The chosen rows; throws USAGE for both at once. */
    Selection selection() {
        return Usage.parse(() -> new Selection(!schemaOnly, tables));
    }
}
