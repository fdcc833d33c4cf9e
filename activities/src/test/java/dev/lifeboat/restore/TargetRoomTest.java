package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.runbook.ByteCount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether a set fits into its target, where that can be known, and that nothing is said where it cannot. */
@Timeout(120)
class TargetRoomTest {
    private static final ByteCount LITTLE = new ByteCount(1 << 20);
    private static final ByteCount PLENTY = ByteCount.parse("100TB");

    @TempDir
    Path folder;

    private final OddServer server = OddServer.base();
    private OddSystem system;
    private String target;

    @BeforeEach
    void database() throws Exception {
        system = new OddSystem(folder, "", """
                CREATE TABLE users (a int PRIMARY KEY, b text);
                CREATE TABLE orders (a int PRIMARY KEY, b text);
                INSERT INTO users SELECT i, repeat('u', 100) FROM generate_series(1, 2000) i;
                INSERT INTO orders VALUES (1, 'o');
                """);
        target = server.database("");
    }

    @Test
    void aSetSaysHowLargeItsDatabaseWas() throws Exception {
        long now = Long.parseLong(server.answer(system.source, "SELECT pg_database_size(current_database())"));
        assertThat(system.manifest.source().databaseBytes())
                .as("but for what a vacuum makes")
                .isBetween(now / 2, now * 2);
    }

    @Test
    void whatTheServerMayHoldIsWeighedAgainstWhatItHoldsAndTheSet() throws Exception {
        assertThat(warnings(system.manifest, PLENTY)).isEmpty();
        assertThat(warnings(system.manifest, null)).isEmpty();
        // The set alone would fit. What the server's databases hold, other tests change meanwhile.
        long quota = system.manifest.source().databaseBytes() + (1 << 20);
        assertThat(warnings(system.manifest, new ByteCount(quota)))
                .singleElement()
                .asString()
                .matches(
                        "room: the set needs about [0-9.]+ MiB as restored, the target's databases hold [0-9.]+ [MG]iB of"
                                + " [0-9.]+ MiB \\(health.quota.target\\)");
    }

    @Test
    void aRoleThatMayAskOfFewDatabasesCountsThose() throws Exception {
        assertThat(warnings(system.manifest, LITTLE, limited()))
                .singleElement()
                .asString()
                .contains("health.quota.target");
        assertThat(warnings(system.manifest, PLENTY, limited())).isEmpty();
    }

    @Test
    void ofAPartAndOfAnOlderSetItsRowsAreKnown() throws Exception {
        Manifest part = SelectedRows.of(system.manifest, new Selection(true, List.of("users")));
        long rows = part.bytes();
        assertThat(warnings(part, LITTLE))
                .singleElement()
                .asString()
                .contains("needs at least " + new ByteCount(rows).human() + " as restored, without indexes");
        assertThat(warnings(sized("null"), LITTLE)).singleElement().asString().contains("needs at least ");
    }

    @Test
    void whatARunHasMadeAlreadyIsNotAskedForAgain() throws Exception {
        system.begin(target, List.of(), Rights.ALL, Selection.ALL);
        assertThat(warnings(system.manifest, LITTLE))
                .singleElement()
                .asString()
                .matches("room: the set needs about [0-9.]+ (Ki)?B as restored, .*");
    }

    @Test
    void theDiskOfAServerOnThisMachineIsLookedAtByARoleThatMayKnowIt() throws Exception {
        Manifest huge = sized("4000000000000000000");
        assertThat(warnings(huge, null))
                .singleElement()
                .asString()
                .matches("room: the set needs about [0-9.]+ TiB as restored, the target's disk has .* free");
        String limited = limited();
        assertThat(warnings(huge, null, limited)).as("not known").isEmpty();
        server.execute(
                target,
                "GRANT pg_read_all_settings TO odd_roomer",
                "GRANT EXECUTE ON FUNCTION pg_stat_file(text, boolean) TO odd_roomer");
        assertThat(warnings(huge, null, limited)).singleElement().asString().contains("the target's disk has");
    }

    @Test
    void aFolderOfTheSameNameThatChangedAtAnotherTimeIsAnotherServers() throws Exception {
        Instant changed = Instant.parse("2026-03-10T12:00:00.9Z");
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setLastModifiedTime(data, FileTime.from(changed));
        assertThat(TargetRoom.free(data, changed.getEpochSecond())).isPresent();
        assertThat(TargetRoom.free(data, changed.getEpochSecond() + 1)).isEmpty();
        assertThat(TargetRoom.free(folder.resolve("nowhere"), changed.getEpochSecond()))
                .isEmpty();
    }

    private List<String> warnings(Manifest manifest, @Nullable ByteCount quota) throws Exception {
        return warnings(manifest, quota, server.url(target));
    }

    private static List<String> warnings(Manifest manifest, @Nullable ByteCount quota, String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(
                url.replaceFirst("postgresql://([^:]+):([^@]+)@(.*)", "jdbc:postgresql://$3?user=$1&password=$2"))) {
            connection.setAutoCommit(false);
            List<String> warnings = new TargetRoom(connection, manifest, quota).warnings();
            assertThat(Sql.holds(connection, "SELECT true"))
                    .as("no statement was refused")
                    .isTrue();
            return warnings;
        }
    }

    private String limited() throws Exception {
        server.execute(
                "postgres",
                "DO $$BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'odd_roomer') THEN"
                        + " REVOKE pg_read_all_settings FROM odd_roomer;"
                        + " ELSE CREATE ROLE odd_roomer LOGIN PASSWORD 'limited'; END IF; END$$");
        return server.url(target).replaceFirst("postgres:[^@]+@", "odd_roomer:limited@");
    }

    /** The set as if its database had been of another size. */
    private Manifest sized(String bytes) {
        String json = new String(ManifestJson.write(system.manifest), StandardCharsets.UTF_8)
                .replaceFirst("\"databaseBytes\" : [0-9]+", "\"databaseBytes\" : " + bytes);
        return ManifestJson.readManifest(json.getBytes(StandardCharsets.UTF_8), "manifest.json");
    }
}
