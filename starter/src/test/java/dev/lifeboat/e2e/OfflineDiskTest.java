package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The last resort: a disk in a drawer, when the store is gone. */
@Timeout(300)
class OfflineDiskTest {
    @TempDir
    Path folder;

    @Test
    void restoresEveryRowFromADownloadedSetWhenTheStoreIsGone() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            CommandLine commands = system.commands();
            commands.run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
            Files.writeString(Files.createDirectory(folder.resolve("holiday")).resolve("beach.jpg"), "a photo");
            assertThat(commands.run("download", "latest", "holiday/beach.jpg")
                            .endsWith(2)
                            .err())
                    .contains("beach.jpg is a file");
            assertThat(commands.run("download", "latest", "holiday").endsWith(2).err())
                    .contains("name an empty or new folder");
            assertThat(folder.resolve("holiday")).isDirectoryContaining("glob:**/beach.jpg");
            try (Stream<Path> entries = Files.walk(folder.resolve("backups/audit"))) {
                assertThat(entries.filter(Files::isRegularFile))
                        .isNotEmpty()
                        .allSatisfy(entry -> assertThat(entry).content().doesNotContain("set_copy_failed"));
            }
            commands.run("download", "latest", "disk").endsWith(0);
            Folders.delete(folder.resolve("backups"));
            commands.run("restore", "latest", "--target", "env:TARGET_URL", "--auto-approve", "--engine", "memory")
                    .endsWith(10);

            Path runbook = folder.resolve("disk.yaml");
            String text = Files.readString(folder.resolve("runbook.yaml"));
            assertThat(text).contains("path: ./backups");
            Files.writeString(runbook, text.replace("path: ./backups", "path: ./disk"));
            commands.run("verify", "latest", "-r", "disk.yaml", "--engine", "memory")
                    .endsWith(0);
            commands.run(
                            "restore",
                            "latest",
                            "--target",
                            "env:TARGET_URL",
                            "--auto-approve",
                            "--engine",
                            "memory",
                            "-r",
                            "disk.yaml")
                    .endsWith(0);
            assertThat(rows(system, "restored"))
                    .hasSizeGreaterThan(10)
                    .isEqualTo(rows(system, "bookings"))
                    .extractingByKey("public.bookings")
                    .asString()
                    .doesNotStartWith("0 ");
        }
    }

    /** Number and digest of the rows of each table. */
    private static SortedMap<String, String> rows(SampleSystem system, String database) throws SQLException {
        SortedMap<String, String> rows = new TreeMap<>();
        try (Connection connection = system.connect(database);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet found = statement.executeQuery(
                        "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') FROM "
                                + table + " t")) {
                    found.next();
                    rows.put(table, found.getString(1));
                }
            }
        }
        return rows;
    }
}
