package dev.lifeboat.suggest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lifeboat.runbook.ByteCount;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A runbook's text, with comments that say why. Whatever a database calls its tables, a comment stays a comment. */
public final class RunbookText {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> BUDGETS = List.of("PT30M", "PT90M", "PT180M", "PT240M");

    private RunbookText() {}

    /**
     * Writes a runbook.
     *
     * @param name of the system: letters, digits, {@code -} and {@code _}
     * @param reference to the database's URL, {@code env:NAME} or {@code file:PATH}
     */
    public static String write(String name, String reference, DatabaseFacts facts, PhaseSuggestion suggestion) {
        StringBuilder text = new StringBuilder(
                """
                # A first runbook, suggested from the database as it is: %s tables, %s foreign keys.
                # Read it with somebody who knows what the application needs first, then: lifeboat runbook validate
                # Paths are relative to this file. Secrets are references: env:NAME or file:PATH.
                name: %s
                database: { url: %s }
                store:
                  primary: { kind: filesystem, path: ./backups }   # on another disk, better on another machine
                keys:                                              # made by: lifeboat keys generate
                  recipients: [ keys/backup.pub.asc ]
                  signing: "file:keys/signing.sec.asc"
                  private: [ "file:keys/backup.sec.asc" ]          # only on machines that restore, verify or drill
                archive: { compression: zstd, level: 1, parallelism: 4 }
                objectives: { rpo: PT24H, rto: PT4H }              # how much may be lost, how long it may take
                """.formatted(facts.tables().size(), facts.keys().size(), quoted(name), quoted(reference)));
        phases(text, suggestion);
        text.append("""
                backups:
                  daily:          { at: "0 2 * * *", timezone: UTC, keep: P30D }
                  weekly:         { at: "0 2 * * 0", timezone: UTC, keep: P90D, verify: true }
                  monthly:        { at: "0 2 1 * *", timezone: UTC, keep: P12M }
                  pre-deployment: { keep: P90D }
                  emergency:      { keep: P90D, verify: true }
                drills:                                            # a backup counts when it has been restored
                  weekly:  { at: "0 4 * * 0", timezone: UTC, set: "latest:weekly" }
                  monthly: { at: "first sunday 06:00", timezone: UTC, set: random-monthly }
                verify:
                  monthly: { at: "first sunday 08:00", timezone: UTC, sets: all }   # every kept set, on every copy
                audit:     { at: "0 5 * * *" }
                retention: { at: "0 6 * * 0" }
                health:    { at: "0 7 * * *" }                     # tells once of what is not as it should be
                """);
        return text.toString();
    }

    private static void phases(StringBuilder text, PhaseSuggestion suggestion) {
        if (suggestion.phases().isEmpty()) {
            text.append("# No table's name or key suggests a phase: all of them come back in one, the remainder.\n");
        } else {
            text.append("phases:                                            # in the order in which they open\n");
        }
        for (int place = 0; place < suggestion.phases().size(); place++) {
            PhaseSuggestion.Phase phase = suggestion.phases().get(place);
            text.append("  - name: ").append(phase.name()).append('\n');
            text.append("    within: ").append(BUDGETS.get(place)).append("   # counted from the restore's start\n");
            text.append("    tables:\n");
            for (PhaseSuggestion.Choice choice : phase.tables()) {
                text.append("      - ")
                        .append(quoted(choice.table().shortName()))
                        .append("   # ")
                        .append(comment(choice.reason() + size(choice.table())))
                        .append('\n');
            }
            gate(text, phase);
        }
        if (!suggestion.waiting().isEmpty()) {
            text.append(
                            "# These foreign keys are made when the later phase is loaded; until then the rows they will refer to")
                    .append(" are guarded:\n");
            suggestion
                    .waiting()
                    .forEach(key -> text.append("#   ").append(comment(key)).append('\n'));
        }
        if (!suggestion.remainder().isEmpty()) {
            text.append(
                            "# Left to the phase \"remainder\", which comes last and forgets nothing. Name a table in a phase if the")
                    .append(" application\n# writes to it there (a login that is logged, for one):\n");
            for (PhaseSuggestion.Choice choice : suggestion.remainder()) {
                text.append("#   ")
                        .append(comment(choice.table().shortName() + ": " + choice.reason() + size(choice.table())))
                        .append('\n');
            }
        }
    }

    /** One check to begin with: that the phase's largest table is not empty, where the planner has seen rows in it. */
    private static void gate(StringBuilder text, PhaseSuggestion.Phase phase) {
        Optional<TableFacts> largest = phase.tables().stream()
                .map(PhaseSuggestion.Choice::table)
                .filter(table -> table.rows() > 0)
                .max((one, other) -> Long.compare(one.rows(), other.rows()));
        largest.ifPresent(table -> text.append("    gate:\n      - { name: ")
                .append(quoted(table.shortName() + " is not empty"))
                .append(", sql: ")
                .append(quoted("select count(*) from (select from " + identifier(table.schema()) + "."
                        + identifier(table.name()) + " limit 1) one"))
                .append(", equals: 1 }\n"));
    }

    private static String size(TableFacts table) {
        String rows = table.rows() < 0 ? "" : String.format(Locale.ROOT, "about %,d rows, ", table.rows());
        return "; " + rows + new ByteCount(table.bytes()).human();
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A JSON string is a YAML scalar, whatever is in it; a plain name needs no quotes. */
    private static String quoted(String text) {
        if (text.matches("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?")
                && !text.matches("y|n|yes|no|on|off|true|false|null")) {
            return text;
        }
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text cannot be written", e);
        }
    }

    private static String comment(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .forEach(c -> line.appendCodePoint(Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c));
        return line.toString();
    }
}
