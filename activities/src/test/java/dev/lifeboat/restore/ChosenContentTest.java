package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.archive.OutsideRows;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets that hold some tables, some rows, definitions alone or rows alone, in every form. */
@Execution(ExecutionMode.CONCURRENT)
class ChosenContentTest {
    private static final String SCRIPT = """
            CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL);
            CREATE TABLE orders (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users, total numeric(8,2), note text);
            CREATE TABLE "Order item" (order_id int REFERENCES orders, n int, PRIMARY KEY (order_id, n));
            CREATE TABLE event (at date NOT NULL, what jsonb, user_id int REFERENCES users) PARTITION BY RANGE (at);
            CREATE TABLE event_24 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            CREATE TABLE event_25 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            CREATE VIEW spent AS SELECT name, sum(total) FROM users JOIN orders ON user_id = users.id GROUP BY name;
            INSERT INTO users (name) SELECT 'user ' || g FROM generate_series(1, 5) g;
            INSERT INTO orders (user_id, total, note) SELECT 1 + g % 3, g, CASE g % 2 WHEN 0 THEN 'a)' END FROM generate_series(1, 20) g;
            INSERT INTO "Order item" SELECT 1 + g % 20, g FROM generate_series(1, 40) g;
            INSERT INTO event SELECT '2024-07-01'::date + g * 30, jsonb_build_object('n', g), 5 FROM generate_series(0, 12) g;
            """;

    @TempDir
    Path folder;

    private OddSystem system;

    @BeforeEach
    void database() throws Exception {
        system = new OddSystem(folder, "", SCRIPT);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void chosenTablesComeBackAndTheOthersAreEmpty(Form form) throws Exception {
        OddSystem some = system.with(SetContent.of(form, List.of("orders", "event")));
        assertThat(some.manifest.outside())
                .containsExactlyInAnyOrder(
                        new OutsideRows("orders_user_id_fkey", "public.orders", "public.users", 3),
                        new OutsideRows("event_user_id_fkey", "public.event", "public.users", 1));
        for (String target : List.of(some.restoreAtOnce(), some.restoreScattered(), some.restoreByHand())) {
            assertRows(target, "SELECT count(*), sum(total), count(note) FROM orders");
            assertRows(target, "SELECT count(*), min(at), max(what::text) FROM event_24");
            assertThat(system.answers(
                                    target,
                                    "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM \"Order item\")")
                            .get(1))
                    .isEqualTo("0 | 0");
        }
        // A new row has to keep to the key, though those of the set do not.
        String restored = some.restoreAtOnce();
        assertThat(system.answers(
                                restored,
                                "SELECT conname, convalidated FROM pg_constraint WHERE conname = 'orders_user_id_fkey'")
                        .get(1))
                .isEqualTo("orders_user_id_fkey | f");
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"ARCHIVE", "JSON"})
    void rowsComeBackForWhichTheConditionIsTrue(Form form) throws Exception {
        OddSystem some = system.with(content(
                form,
                List.of(),
                Map.of("orders", "total > 10 AND note IS DISTINCT FROM 'a)' OR id = 2", "event", "at < '2024-09-01'")));
        for (String target : List.of(some.restoreScattered(), some.restoreByHand())) {
            assertThat(system.answers(target, "SELECT count(*), min(id) FROM orders")
                            .get(1))
                    .isEqualTo("6 | 2");
            assertThat(system.answers(target, "SELECT count(*) FROM event").get(1))
                    .isEqualTo("3");
            assertRows(target, "SELECT count(*) FROM users");
        }
        assertThat(some.manifest.outside())
                .containsExactly(new OutsideRows("Order item_order_id_fkey", "public.Order item", "public.orders", 14));
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"ARCHIVE", "SQL"})
    void definitionsAloneComeBackWithoutARow(Form form) throws Exception {
        OddSystem schema = system.with(new SetContent(form, true, false, List.of(), new TreeMap<>()));
        assertThat(schema.manifest.rows()).isZero();
        for (String target : List.of(schema.restoreScattered(), schema.restoreByHand())) {
            assertThat(system.answers(target, "SELECT count(*) FROM users, orders, event")
                            .get(1))
                    .isEqualTo("0");
            assertThat(system.differences(target)).noneMatch(line -> line.contains("CREATE"));
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void rowsAloneGoIntoTablesThatAreThere(Form form) throws Exception {
        OddSystem rows = system.with(new SetContent(form, false, true, List.of(), new TreeMap<>()));
        assertThat(rows.plan(Rights.ALL).blockers())
                .singleElement()
                .asString()
                .contains("holds rows without definitions");
        String target = system.with(new SetContent(Form.ARCHIVE, true, false, List.of(), new TreeMap<>()))
                .restoreAtOnce();
        rows.restoreByHand(target);
        assertThat(system.differencesInRows(target)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aRestoreTakesOfASetWhatIsAskedFor(Form form) throws Exception {
        OddSystem whole = system.with(SetContent.of(form, List.of()));
        String some = whole.restore(List.of(), Rights.ALL, new Selection(true, List.of("event", "Order item")));
        assertRows(some, "SELECT count(*), max(n) FROM \"Order item\"");
        assertRows(some, "SELECT count(*), max(at) FROM event");
        assertThat(system.answers(some, "SELECT count(*) FROM orders, users").get(1))
                .isEqualTo("0");
        String none = whole.restore(List.of(), Rights.ALL, new Selection(false, List.of()));
        assertThat(system.differences(none)).noneMatch(line -> line.contains("CREATE"));
        assertThatThrownBy(() -> whole.restore(List.of(), Rights.ALL, new Selection(true, List.of("a\"; DROP"))))
                .hasMessageContaining("has no table public.a\"; DROP");
    }

    @Test
    void aTableInJsonIsWhatOthersExpect() throws Exception {
        OddSystem json = system.with(SetContent.of(Form.JSON, List.of()));
        assertThat(json.manifest.tables().stream().flatMap(table -> table.parts().stream()))
                .extracting(part -> part.object())
                .contains("users.json.zst.pgp", "Order%20item.json.zst.pgp");
        String text = json.plain(table(json, "public.orders").parts().get(0).object());
        JsonNode table = new ObjectMapper().readTree(text);
        assertThat(table.path("data")).hasSize(20);
        assertThat(text).startsWith("{\"data\":[\n{\"id\":1,\"user_id\":2,\"total\":1.00,\"note\":null},\n");
        assertThat(table.path("metadata").path("row_count").asInt()).isEqualTo(20);
        assertThat(table.path("metadata").path("table_name").asText()).isEqualTo("orders");
        String rows = text.substring(text.indexOf('\n') + 1, text.indexOf("],\n"));
        assertThat(table.path("metadata").path("checksum").asText())
                .isEqualTo("sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256")
                                        .digest(rows.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true) TO PROGRAM 'touch /tmp/x' --",
                "true) UNION SELECT 1, 2, 3, 4 WHERE (true",
                "true; DROP TABLE users",
                "true /* ",
                "note = 'open",
                "no_such_column = 1",
                "",
                "total"
            })
    void aConditionThatIsMoreThanOneIsRefused(String condition) {
        assertThatThrownBy(() -> system.with(content(Form.ARCHIVE, List.of(), Map.of("orders", condition))))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("the condition for public.orders")
                .hasMessageNotContaining("touch");
    }

    @Test
    void namesAreNeverSql() {
        String name = "orders; DROP TABLE users; --";
        assertThatThrownBy(() -> system.with(SetContent.of(Form.SQL, List.of(name))))
                .isInstanceOf(LifeboatException.class)
                .hasMessage("the database has no table public." + name);
        assertThatThrownBy(() -> content(Form.ARCHIVE, List.of("users"), Map.of("orders", "true")))
                .hasMessageContaining("not among the chosen tables");
        assertThatThrownBy(() -> content(Form.SQL, List.of(), Map.of("orders", "true")))
                .hasMessageContaining("the form sql holds whole tables");
    }

    private void assertRows(String target, String question) throws Exception {
        List<String> answers = system.answers(target, question);
        assertThat(answers.get(1)).isEqualTo(answers.get(0));
    }

    private static SetContent content(Form form, List<String> tables, Map<String, String> where) {
        return new SetContent(form, true, true, tables, new TreeMap<>(where));
    }

    private static TableInfo table(OddSystem system, String name) {
        return system.manifest.tables().stream()
                .filter(table -> table.qualifiedName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
