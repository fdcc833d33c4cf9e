package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A set that refers to two earlier ones comes back in every way that a whole one does. */
@Timeout(180)
class ReusedSetTest {
    private static final String SCRIPT = """
            CREATE TABLE users (id int PRIMARY KEY, name text) WITH (fillfactor = 80, autovacuum_enabled = false);
            CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, note text)
              WITH (fillfactor = 80, autovacuum_enabled = false);
            CREATE TABLE lookup (id int PRIMARY KEY, name text);
            INSERT INTO users SELECT g, md5(g::text) FROM generate_series(1, 30000) g;
            INSERT INTO orders SELECT g, 1 + g % 30000, md5((g * 7)::text) FROM generate_series(1, 30000) g;
            INSERT INTO lookup SELECT g, 'name ' || g FROM generate_series(1, 100) g;
            """;

    @TempDir
    Path folder;

    private Manifest first;
    private Manifest second;
    private OddSystem third;

    /** Between the sets a row of one chunk changes, and a table gets the name of another. */
    @BeforeEach
    void takeThreeSets() throws Exception {
        OddSystem taken = new OddSystem(folder, "", SCRIPT).reusing();
        first = taken.manifest;
        OddServer.base().execute(taken.source, "UPDATE orders SET note = 'second' WHERE id = 5");
        taken = taken.reusing();
        second = taken.manifest;
        OddServer.base().execute(taken.source, "UPDATE users SET name = 'third' WHERE id = 5");
        OddServer.base().execute(taken.source, "ALTER TABLE lookup RENAME TO former");
        OddServer.base().execute(taken.source, "CREATE TABLE lookup (id int PRIMARY KEY, name text)");
        OddServer.base().execute(taken.source, "INSERT INTO lookup SELECT id, name || '!' FROM former");
        third = taken.reusing();
        assertThat(third.manifest.needs()).containsExactly(first.set(), second.set());
        // The same object's name in two sets' folders: one part must not be taken for the other.
        assertThat(object("former")).isEqualTo(object("lookup"));
    }

    @Test
    void comesBackByPhases() throws Exception {
        assertThat(third.differences(third.restoreAtOnce())).isEmpty();
        assertThat(third.differences(third.restoreScattered())).isEmpty();
    }

    @Test
    void mendsATable() throws Exception {
        String target = third.restoreAtOnce();
        OddServer.base().execute(target, "DELETE FROM orders WHERE id < 1000");
        OddServer.base().execute(target, "UPDATE former SET name = 'wrong'");

        RepairSteps repair = new RepairSteps(third, target, List.of("orders", "former"), false);
        for (int stage = 0; stage < repair.plan.stages().size(); stage++) {
            repair.begin(stage);
            repair.apply(repair.compare());
        }
        repair.discard();

        assertThat(third.differencesInRows(target)).isEmpty();
    }

    @Test
    void comesBackByHand() throws Exception {
        assertThat(third.differences(third.restoreByHand())).isEmpty();
        assertThat(Files.readString(store().resolve(third.manifest.set()).resolve("RESTORE.md")))
                .contains("needs objects of other sets", "- `" + first.set() + "`", "- `" + second.set() + "`");
        assertThat(Files.readString(store().resolve(first.set()).resolve("RESTORE.md")))
                .doesNotContain("other sets.**");
    }

    @Test
    void comesBackByHandFromACopyOfTheNeededFolders() throws Exception {
        Path copy = folder.resolve("elsewhere");
        for (String set : List.of(first.set(), second.set(), third.manifest.set())) {
            copy(store().resolve(set), copy.resolve(set));
        }
        String target = OddServer.base().database("");
        byHand(copy).restore(OddServer.base().url(target));
        assertThat(third.differences(target)).isEmpty();
    }

    @Test
    void saysByHandWhichSetIsMissing() throws Exception {
        Path alone = folder.resolve("alone");
        copy(store().resolve(third.manifest.set()), alone.resolve(third.manifest.set()));
        String target = OddServer.base().database("");

        assertThat(byHand(alone).refusal(OddServer.base().url(target)))
                .contains("refers to unchanged rows in " + first.set() + ", which is not at")
                .contains("deleted, or only this folder was copied")
                .contains(first.set() + " " + second.set());

        // A folder that is there, and not whole.
        copy(store().resolve(first.set()), alone.resolve(first.set()));
        copy(store().resolve(second.set()), alone.resolve(second.set()));
        Files.delete(alone.resolve(first.set()).resolve(object("former")));
        assertThat(byHand(alone).refusal(OddServer.base().url(target)))
                .contains("refers to ../../" + first.set() + "/" + object("former") + ", which is missing there");

        // And one that is whole, and not what it was.
        Files.write(alone.resolve(first.set()).resolve(object("former")), new byte[10]);
        assertThat(byHand(alone).refusal(OddServer.base().url(target)))
                .contains(object("former") + ": FAILED")
                .contains("the set is damaged");
        assertThat(OddServer.base().answer(target, "SELECT count(*) FROM pg_class WHERE relnamespace = 2200"))
                .isEqualTo("0");
    }

    @Test
    void isNotPlannedWithoutTheSetsThatItNeeds() throws Exception {
        Files.delete(store().resolve(first.set()).resolve(object("former")));

        assertThatThrownBy(() -> third.plan(Rights.ALL))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT))
                .hasMessageContaining(first.set() + "/" + object("former") + " is missing or cut")
                .hasMessageContaining(third.manifest.set() + " refers to");
    }

    private String object(String table) {
        TableInfo info = third.manifest.tables().stream()
                .filter(one -> one.name().equals(table))
                .findFirst()
                .orElseThrow();
        return info.parts().get(0).object();
    }

    private Path store() {
        return folder.resolve("store");
    }

    private ByHand byHand(Path copied) {
        return new ByHand(
                folder, copied.resolve(third.manifest.set()), third.byHand().key(), Map.of());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file));
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
