package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does; each adapter runs this suite. */
abstract class StoreContract {
    abstract Store store();

    @Test
    void showsAnObjectOnlyWhenItIsCommitted() throws IOException {
        try (ObjectWriter writer = store().create("daily/a")) {
            writer.write("content".getBytes(StandardCharsets.UTF_8));
            assertThat(store().exists("daily/a")).isFalse();
            assertThat(store().list("")).isEmpty();
            writer.commit();
        }
        assertThat(read("daily/a")).isEqualTo("content");
        assertThat(store().list("daily/")).singleElement().satisfies(object -> assertThat(object.size())
                .isEqualTo(7));
    }

    @Test
    void leavesNothingOfAWriterThatIsClosedWithoutCommit() throws IOException {
        try (ObjectWriter writer = store().create("daily/a")) {
            writer.write(new byte[100_000]);
        }
        assertThat(store().list("")).isEmpty();
        assertThat(store().exists("daily/a")).isFalse();
    }

    @Test
    void neverOverwritesWhateverTheOrder() throws IOException {
        try (ObjectWriter first = store().create("a");
                ObjectWriter second = store().create("a")) {
            first.write('1');
            second.write('2');
            second.commit();
            assertThatThrownBy(first::commit).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.OBJECT_EXISTS));
        }
        assertThat(read("a")).isEqualTo("2");
    }

    @Test
    void listsAFolderAndNotItsNeighbour() throws IOException {
        for (String name : new String[] {"daily/2026-01-01/b", "daily/2026-01-01/a", "daily/2026-01-01.2/c", "x"}) {
            write(name);
        }
        assertThat(store().list("daily/2026-01-01/").stream().map(StoredObject::name))
                .containsExactly("daily/2026-01-01/a", "daily/2026-01-01/b");
        assertThat(store().list("nowhere/")).isEmpty();
    }

    @Test
    void deletesOnceAndThenNothing() throws IOException {
        write("a/b");
        store().delete("a/b");
        store().delete("a/b");
        assertThat(store().exists("a/b")).isFalse();
        assertThatThrownBy(() -> store().read("a/b")).isInstanceOf(NoSuchObjectException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "/a", "a//b", "a/../b", "", ".", "a/.hidden", "a\nb", "a b", "ä", "a/", "-rf"})
    void refusesHostileNames(String name) {
        assertThatThrownBy(() -> store().create(name)).isInstanceOf(LifeboatException.class);
        assertThatThrownBy(() -> store().read(name)).isInstanceOf(LifeboatException.class);
    }

    private void write(String name) throws IOException {
        try (ObjectWriter writer = store().create(name)) {
            writer.write('x');
            writer.commit();
        }
    }

    private String read(String name) throws IOException {
        try (InputStream in = store().read(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
