package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaScriptsTest {
    private static final SchemaScripts.Key KEY = key("a", "/bin/pg_restore", "--no-owner");

    private final SchemaScripts scripts = new SchemaScripts();
    private final List<SchemaScripts.Key> made = new ArrayList<>();

    static Stream<SchemaScripts.Key> others() {
        return Stream.of(
                key("b", "/bin/pg_restore", "--no-owner"),
                key("a", "/opt/pg_restore", "--no-owner"),
                key("a", "/bin/pg_restore"),
                key("a", "/bin/pg_restore", "--no-owner", "--no-privileges"));
    }

    @Test
    void makesAScriptOnce() {
        EntryScript first = get(KEY);
        assertThat(get(key("a", "/bin/pg_restore", "--no-owner"))).isSameAs(first);
        assertThat(made).containsExactly(KEY);
    }

    @ParameterizedTest
    @MethodSource("others")
    void takesNoScriptForAnother(SchemaScripts.Key other) {
        get(KEY);
        get(other);
        assertThat(made).containsExactly(KEY, other);
    }

    @Test
    void keepsNothingOfAFailure() {
        assertThatThrownBy(() -> scripts.get(KEY, () -> {
                    throw new LifeboatException(ErrorCode.SET_CORRUPT, "not the object that the manifest names");
                }))
                .isInstanceOf(LifeboatException.class);
        get(KEY);
        assertThat(made).containsExactly(KEY);
    }

    @Test
    void forgetsTheOldestOfMany() {
        IntStream.range(0, 5).forEach(number -> get(key("set " + number, "/bin/pg_restore")));
        made.clear();
        get(key("set 4", "/bin/pg_restore"));
        assertThat(made).isEmpty();
        get(key("set 0", "/bin/pg_restore"));
        assertThat(made).hasSize(1);
    }

    private EntryScript get(SchemaScripts.Key key) {
        return scripts.get(key, () -> {
            made.add(key);
            return EntryScript.of("");
        });
    }

    private static SchemaScripts.Key key(String sha256, String tool, String... options) {
        return new SchemaScripts.Key(sha256, tool, List.of(options));
    }
}
