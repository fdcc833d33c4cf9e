package dev.lifeboat.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.RunbookFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phases from names and keys, and a runbook that is one whatever the tables are called. */
class PhaseSuggestionTest {
    @TempDir
    Path folder;

    private final List<TableFacts> tables = new ArrayList<>();
    private final List<KeyFacts> keys = new ArrayList<>();

    @Test
    void namesDecideInWhateverCaseAndNumber() {
        tables(
                "users",
                "UserRoles",
                "login_history",
                "calendar_settings",
                "BookingPayments",
                "business_stripe_accounts",
                "whatsapp_messages",
                "user_notifications",
                "security_events_log",
                "zzz");
        assertThat(phase("auth")).containsExactly("users", "UserRoles", "login_history");
        assertThat(phase("business-core")).containsExactly("calendar_settings");
        assertThat(phase("payments")).containsExactly("BookingPayments", "business_stripe_accounts");
        assertThat(phase("communications")).containsExactly("whatsapp_messages", "user_notifications");
        assertThat(suggestion().remainder())
                .extracting(choice -> choice.table().name())
                .containsExactly("security_events_log", "zzz");
    }

    @Test
    void aTableThatEarlierRowsCannotBeWithoutMovesIntoTheirPhase() {
        tables("users", "regions", "countries", "calendars");
        key("users", "regions", true);
        key("regions", "countries", true);
        assertThat(phase("auth")).containsExactly("users", "regions", "countries");
        assertThat(suggestion().phases().get(0).tables().get(2).reason())
                .isEqualTo("rows of regions cannot be without it");
    }

    @Test
    void aKeyThatMayBeEmptyWaitsForTheLaterPhase() {
        tables("users", "calendars", "zzz");
        key("users", "calendars", false);
        key("users", "zzz", false);
        key("calendars", "users", true);
        assertThat(phase("auth")).containsExactly("users");
        assertThat(suggestion().waiting())
                .containsExactly(
                        "users_calendars: users (auth) refers to calendars (business-core)",
                        "users_zzz: users (auth) refers to zzz (remainder)");
    }

    @Test
    void aCircleOfRequiredKeysEndsInOnePhase() {
        tables("users", "orders", "messages");
        key("users", "orders", true);
        key("orders", "messages", true);
        key("messages", "users", true);
        assertThat(phase("auth")).containsExactly("users", "orders", "messages");
    }

    @Test
    void theTextIsARunbookWhateverTheTablesAreCalled() throws Exception {
        tables(
                "users",
                "user: [",
                "user # no remark",
                "user\"quoted'",
                "user\nname: hijacked",
                "user.dotted",
                "\u00fcser users",
                "users, yes",
                "- users",
                "user\u2028name: hijacked");
        key("users", "user\nname: hijacked", false);
        LoadedRunbook loaded = load("env:DATABASE_URL");
        assertThat(loaded.runbook().name()).isEqualTo("shop");
        assertThat(loaded.runbook().phases()).extracting(Phase::name).containsExactly("auth");
        assertThat(loaded.runbook().phases().get(0).tables())
                .containsExactly(
                        "users",
                        "user: [",
                        "user # no remark",
                        "user\"quoted'",
                        "\u00fcser users",
                        "users, yes",
                        "- users",
                        "user\u2028name: hijacked");
        assertThat(loaded.runbook().phases().get(0).gate()).hasSize(1);
    }

    @Test
    void aDatabaseWithoutAnyHintStillHasARunbook() throws Exception {
        assertThat(load("file:/run/secrets/url").runbook().phases()).isEmpty();
        tables("zzz");
        assertThat(load("env:X").runbook().phases()).isEmpty();
    }

    private LoadedRunbook load(String reference) throws Exception {
        return RunbookFile.load(Files.writeString(
                folder.resolve("runbook.yaml"), RunbookText.write("shop", reference, facts(), suggestion())));
    }

    private void tables(String... names) {
        for (String name : names) {
            tables.add(new TableFacts(tables.size() + 1, "public", name, tables.size() * 10L, 8192));
        }
    }

    private void key(String from, String to, boolean required) {
        keys.add(new KeyFacts(from + "_" + to, oid(from), oid(to), required));
    }

    private long oid(String name) {
        return tables.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow()
                .oid();
    }

    private DatabaseFacts facts() {
        return new DatabaseFacts("shop", tables, keys);
    }

    private PhaseSuggestion suggestion() {
        return PhaseSuggestion.of(facts());
    }

    private List<String> phase(String name) {
        return suggestion().phases().stream()
                .filter(phase -> phase.name().equals(name))
                .flatMap(phase -> phase.tables().stream())
                .map(choice -> choice.table().name())
                .toList();
    }
}
