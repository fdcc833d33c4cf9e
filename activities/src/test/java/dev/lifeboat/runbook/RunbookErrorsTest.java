package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunbookErrorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // unknown keys at each level
                "name: shop|name: shop\\nnmae: x|2:1|nmae|unknown key nmae; did you mean name?",
                "yield-after: PT20S|yieldafter: PT20S|2:38|database.yieldafter|did you mean yield-after?",
                "  primary:|  copis: []\\n  primary:|4:3|store.copis|did you mean copies?",
                "path: ./backups|path: ./backups, folder: b|4:49|store.primary.folder|unknown key folder; known here: ",
                "  signing:|  singing:|7:3|keys.singing|did you mean signing?",
                "part: 64MiB|parts: 64MiB|10:72|archive.parts|did you mean part?",
                "rto: PT4H|rtoo: PT4H|11:27|objectives.rtoo|did you mean rto?",
                "tables: [ users, user_roles ]|tabels: [ users, user_roles ]|17:5|phases[0].tabels|did you mean tables?",
                "tables: [ users, user_roles ]|tabels: [ users, user_roles ]|15:5|phases[0].tables|this key is missing",
                "equals: 1|equal: 1|19:71|phases[0].gate[0].equal|did you mean equals?",
                "four-eyes: true|foureyes: true|21:49|phases[0].approval.foureyes|did you mean four-eyes?",
                "timezone: UTC|time-zone: UTC|25:29|backups.daily.time-zone|did you mean timezone?",
                "sign-off: admin|signoff: admin|28:61|drills.monthly.signoff|did you mean sign-off?",
                "  before:|  befor:|31:3|steps.befor|did you mean before?",
                "{ notify: stakeholders }|{ tell: stakeholders }|31:47|steps.before[1].tell|known here: manual, notify",
                "{ webhook:|{ webhok:|32:11|notify.webhok|did you mean webhook?",
                "  contacts:|  contact:|34:3|people.contact|did you mean contacts?",
                "email: oncall|mail: oncall|35:35|people.contacts[0].mail|did you mean email?",
                "direct: true|directly: true|37:14|approvals.directly|did you mean direct?",
                // missing keys
                "name: shop|objectives: {}|1:1|name|this key is missing",
                "url: \"env:DATABASE_URL\", ||2:11|database.url|this key is missing",
                "kind: filesystem, ||4:12|store.primary.kind|this key is missing",
                "- name: auth|- within: PT1M|15:5|phases[0].name|this key is missing",
                "name: first, ||35:7|people.contacts[0].name|this key is missing",
                "mode: weekly, ||26:3|backups.sunday.mode|this key is missing, since",
                // wrong types
                "name: shop|name: 7|1:7|name|expected lower-case letters",
                "name: shop|name: [ shop ]|1:7|name|expected lower-case letters",
                "name: shop|name: Shop Floor|1:7|name|expected lower-case letters",
                "name: shop|name: \"shop\\x0A\"|1:7|name|expected lower-case letters",
                "name: shop|name:|1:6|name|expected lower-case letters",
                "{ url: \"env:DATABASE_URL\", yield-after: PT20S }|postgres|2:11|database|expected a mapping with the keys url, yield-after",
                "[ keys/backup.pub.asc ]|keys/backup.pub.asc|6:15|keys.recipients|expected at least one public key",
                "[ keys/backup.pub.asc ]|[]|6:15|keys.recipients|expected at least one public key",
                "[ keys/backup.pub.asc ]|[ \"file:keys/backup.pub.asc\" ]|6:17|keys.recipients[0]|expected a path without file:",
                "level: 1|level: one|10:38|archive.level|expected a whole number between 1 and 19",
                "level: 1|level: 1.5|10:38|archive.level|expected a whole number between 1 and 19",
                "compression: zstd, level: 1|compression: gzip, level: 10|10:38|archive.level|between 1 and 9 for gzip",
                "compression: zstd|compression: lzma|10:25|archive.compression|expected one of zstd, gzip",
                "parallelism: 4|parallelism: -4|10:54|archive.parallelism|between 1 and 64",
                "chunk: 256MiB|chunk: 268435456|10:64|archive.chunk|expected a size with its unit such as 256MiB",
                "chunk: 256MiB|chunk: 1KiB|10:64|archive.chunk|expected a size of at least 1MiB",
                "part: 64MiB|part: 999999999999999TiB|10:78|archive.part|expected a size of between 64KiB and 1GiB",
                "[ users, user_roles ]\\nphases|users\\nphases|13:13|tiers.accounts|expected a list",
                "  accounts:|  Accounts Team:|13:3|tiers.?|expected a name of lower-case letters",
                "four-eyes: true|four-eyes: yes|21:60|phases[0].approval.four-eyes|expected true or false",
                "roles: [ admin ]|roles: admin|21:38|phases[0].approval.roles|expected a list",
                "approvers: 1|approvers: -1|21:28|phases[0].approval.approvers|between 1 and 10",
                "approvers: 1|approvers: 0|21:28|phases[0].approval.approvers|between 1 and 10",
                "tables: [ shop.orders ]|tables: [ a.b.c ]|23:15|phases[1].tables[0]|expected a table's name",
                "escalation: [ first ]|escalation: first|36:15|people.escalation|expected a list",
                "direct: true|direct: 1|37:22|approvals.direct|expected true or false",
                "{ direct: true }|{ direct: true }\\nrole-map: { app: public }|38:18|role-map.app|neither public nor none",
                "{ direct: true }|{ direct: true }\\nrole-map: { app: \"\" }|38:18|role-map.app|expected a role's name",
                "{ direct: true }|{ direct: true }\\nrole-map: { app: [ a ] }|38:18|role-map.app|expected a role's name",
                "{ direct: true }|{ direct: true }\\nrole-map: { none: a }|38:13|role-map.none|neither public nor none",
                // durations
                "within: PT30M|within: 30|16:13|phases[0].within|expected a duration such as PT30M",
                "within: PT30M|within: PT-30M|16:13|phases[0].within|expected a duration such as PT30M",
                "within: PT30M|within: 30 minutes|16:13|phases[0].within|expected a duration such as PT30M",
                "within: PT30M|within: PT0S|16:13|phases[0].within|longer than nothing and at most ten years",
                "within: PT30M|within: PT99999H|16:13|phases[0].within|longer than nothing and at most ten years",
                "within: PT10S|within: P2D|19:90|phases[0].gate[0].within|at most a day",
                "remind: PT5M|remind: PT0.5S|21:74|phases[0].approval.remind|at least a second",
                "rpo: PT24H|rpo: -PT24H|11:20|objectives.rpo|expected a duration such as PT30M",
                "yield-after: PT20S|yield-after: P|2:51|database.yield-after|expected a duration such as PT30M",
                "keep: P30D|keep: P-30D|25:50|backups.daily.keep|expected a duration in whole days",
                "keep: P30D|keep: PT30D|25:50|backups.daily.keep|expected a duration in whole days",
                "keep: P30D|keep: P0D|25:50|backups.daily.keep|longer than nothing",
                "keep: P30D|keep: P11Y|25:50|backups.daily.keep|at most ten years",
                "keep: P30D|keep: 30|25:50|backups.daily.keep|expected a duration in whole days",
                // times
                "0 2 * * *|0 25 * * *|25:16|backups.daily.at|the hour must be between 0 and 23",
                "0 2 * * *|0 2 * *|25:16|backups.daily.at|expected five cron fields",
                "0 2 * * *|0 2 31 2 *|25:16|backups.daily.at|this day of the month never comes",
                "0 2 * * *|0 2 * */99 *|25:16|backups.daily.at|the month has a step",
                "first sunday 04:00|fifth sunday 04:00|28:18|drills.monthly.at|expected five cron fields",
                "timezone: UTC|timezone: Mars/Olympus|25:39|backups.daily.timezone|expected a time zone",
                "timezone: UTC|timezone: 7|25:39|backups.daily.timezone|expected a time zone",
                // what belongs together
                "[ shop.orders ]|[ public.users ]|23:15|phases[1].tables[0]|the table stands in phases[0].tables[0] too",
                "name: orders|name: auth|22:11|phases[1].name|the name stands in phases[0].name too",
                "name: orders|name: remainder|22:11|phases[1].name|belongs to the phase of all tables",
                "tables: [ shop.orders ]|tables: [ shop.orders ]\\n    writes: [ log ]|24:13|phases[1].writes|not supported",
                "scope: [ everything ]|scope: [ nobody ]|25:65|backups.daily.scope[0]|the name of a tier",
                "mode: weekly|mode: schema, scope: [ accounts ]|26:51|backups.sunday.scope|chooses rows",
                "scope: [ everything ]|scope: [ accounts ], mode: schema|25:63|backups.daily.scope|chooses rows",
                "form: archive|form: tar|26:64|backups.sunday.form|expected one of archive, json, sql",
                "mode: weekly|mode: yearly|26:36|backups.sunday.mode|expected one of daily",
                "random-monthly|random|28:45|drills.monthly.set|expected latest, latest:MODE",
                "kind: filesystem|kind: ftp|4:20|store.primary.kind|expected one of filesystem",
                "  primary:|  copies: [ { kind: filesystem, path: x, bucket: b-c } ]\\n  primary:|4:50|store.copies[0].bucket|another kind",
                "  primary:|  copies: [ { kind: s3 } ]\\n  primary:|4:13|store.copies[0].bucket|which this kind of store needs",
                "  primary:|  copies: [ { kind: s3, bucket: b-c, access-key: AKIA, secret-key: \"env:S\" } ]\\n  primary:|4:50|store.copies[0].access-key|secrets only as",
                "  primary:|  copies: [ { kind: filesystem, path: x, name: a }, { kind: filesystem, path: x, name: a } ]\\n  primary:|4:88|store.copies[1].name|stands in store.copies[0].name too",
                "escalation: [ first ]|escalation: [ first, third ]|36:24|people.escalation[1]|the name of a contact",
                "sql: \"select count(*) from users\", equals: 1, ||19:9|phases[0].gate[0]|either sql and equals, or http",
                "equals: 1|status: 200|19:9|phases[0].gate[0]|either sql and equals, or http",
                "status: 200|sql: select 1, equals: 1|20:9|phases[0].gate[1]|either sql and equals, or http",
                "status: 200|status: -1|20:91|phases[0].gate[1].status|between 100 and 599",
                "equals: 1|equals: [ 1 ]|19:79|phases[0].gate[0].equals|expected text, a number, true or false",
                "select count(*) from users|  |19:41|phases[0].gate[0].sql|expected text that is not blank",
                "https://app.example.com/health?deep=1|ftp://app.example.com|20:42|phases[0].gate[1].http|expected an http or https URL",
                "https://app.example.com/health?deep=1|https:///health|20:42|phases[0].gate[1].http|expected an http or https URL",
                "manual: \"stop the writers\"|manual: x, notify: y|31:13|steps.before[0]|either manual or notify",
                "{ manual: \"stop the writers\" }|{}|31:13|steps.before[0]|either manual or notify",
                "path: ./backups|path: \"./back\\0ups\"|4:38|store.primary.path|a control character",
                "path: ./backups|path: \"./back\\ud800ups\"|4:38|store.primary.path|a control character",
                "path: ./backups|path: s3://bucket|4:38|store.primary.path|expected a path without file:",
                "name: first, |name: \"first\\e[2J\", |35:15|people.contacts[0].name|a control character",
                "manual: \"stop the writers\"|manual: ' '|31:23|steps.before[0].manual|not blank"
            })
    void namesFileLineColumnFieldAndReason(String good, String bad, String at, String field, String reason)
            throws IOException {
        String text = RunbookText.broken(good.replace("\\n", "\n"), bad == null ? "" : bad.replace("\\n", "\n"));
        LifeboatException e = refused(text);
        assertThat(e.getMessage().lines()).as(e.getMessage()).anySatisfy(line -> assertThat(line)
                .startsWith(folder.resolve("runbook.yaml") + ":" + at + ": " + field + ": ")
                .contains(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name: shop|name: shop\\nname: barn|2:1: name: this key stands twice",
                "tables: [ users, user_roles ]|tables: [ users, user_roles|18:9: a comma or a closing bracket is missing",
                "name: shop|name: shop\\n\\tx: y|2:1: a tab cannot indent",
                "name: shop|name: \"shop|2:19: this does not fit in",
                "name: shop|name: &n shop|1:7: name: anchors and aliases are not supported",
                "name: shop|name: *n|1:7: anchors and aliases are not supported",
                "name: shop|name: !secret shop|1:7: name: tags are not supported",
                "name: shop|name: !!int 7|1:7: name: tags are not supported",
                "name: shop|? [ a ]\\n: b\\nname: shop|1:3: a key must be a word",
                "name: shop|<<: { name: shop }|1:1: ?: unknown key",
                "name: shop|name: shop\\n---\\nname: barn|2:1: a second document",
                "name: shop|name: @shop|1:7: this character cannot begin a value",
                "name: shop|name: shop: floor|1:11: a colon where no key can stand",
                "name: shop|name: shop\\nfloor|3:1: a key without a colon"
            })
    void saysWhereYamlEnds(String good, String bad, String message) throws IOException {
        String text = RunbookText.broken(good, bad.replace("\\n", "\n").replace("\\t", "\t"));
        assertThat(refused(text).getMessage()).contains("runbook.yaml:" + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|1:1: the file is empty",
                "'# only a remark'|1:1: the file is empty",
                "'- a list'|1:1: expected a mapping with the keys name, database",
                "'just words'|1:1: expected a mapping with the keys name, database",
                "'null'|1:1: expected a mapping with the keys name, database",
                "'name: ['|1:8: a value is missing, or a bracket is not closed",
                "'name: \"x'|1:9: a quotation is not closed"
            })
    void refusesWhatIsNoRunbook(String text, String message) throws IOException {
        assertThat(refused(text).getMessage()).contains(message);
    }

    @Test
    void tellsAllErrorsAtOnceInTheOrderOfTheFile() throws IOException {
        String text = RunbookText.GOOD
                .replace("name: shop", "name: Shop")
                .replace("within: PT30M", "within: 30")
                .replace("[ shop.orders ]", "[ users ]")
                .replace("0 2 * * *", "0 25 * * *")
                .replace("escalation: [ first ]", "escalation: [ nobody ]");
        assertThat(refused(text).getMessage().lines().map(line -> line.split(": ", -1)[1]))
                .containsExactly(
                        "name", "phases[0].within", "phases[1].tables[0]", "backups.daily.at", "people.escalation[0]");
    }

    @Test
    void tellsNoMoreThanAPersonReads() throws IOException {
        String text = RunbookText.GOOD + "unknown: {}\n" + "tiers2: x\n" + "x: y\n";
        StringBuilder many = new StringBuilder(text);
        for (int i = 0; i < 100; i++) {
            many.append("key").append(i).append(": 1\n");
        }
        assertThat(refused(many.toString()).getMessage().lines())
                .hasSize(51)
                .last()
                .isEqualTo("and 53 more");
    }

    @Test
    void refusesAnAnchorBombQuickly() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [ x, x, x, x, x, x, x, x, x ]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a%d: &a%d [ %s ]%n".formatted(i, i, String.join(", ", Collections.nCopies(9, alias))));
        }
        assertThat(refused(bomb.toString()).getMessage()).contains("runbook.yaml:1:");
    }

    @Test
    void refusesWhatIsNestedTooDeeply() throws IOException {
        assertThat(refused("name: " + "[".repeat(10_000)).getMessage()).contains("nested too deeply");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws IOException {
        byte[] bytes = RunbookText.broken("name: shop", "name: sh?p").getBytes(StandardCharsets.UTF_8);
        bytes[8] = (byte) 0xF6;
        Path file = Files.write(folder.resolve("runbook.yaml"), bytes);
        assertThat(refused(file)).hasMessage(file + ":1:9: this byte is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u0007", "\u001b[2J"})
    void refusesControlCharacters(String character) throws IOException {
        assertThat(refused(RunbookText.broken("name: shop", "name: shop" + character)))
                .hasMessage(folder.resolve("runbook.yaml") + ":1:11: a control character cannot stand here");
    }

    @Test
    void refusesAFileOfTwoMebibytes() throws IOException {
        assertThat(refused("#".repeat(2 << 20)).getMessage()).contains("runbook.yaml is larger than 1 MiB");
    }

    @Test
    void readsAFileOfExactlyOneMebibyte() throws IOException {
        String text = RunbookText.GOOD + "#";
        assertThat(RunbookFile.load(write(text + "#".repeat((1 << 20) - text.length())))
                        .runbook()
                        .name())
                .isEqualTo("shop");
    }

    @Test
    void stopsReadingADeviceThatNeverEnds() {
        assertThat(refused(Path.of("/dev/zero")).getMessage()).contains("/dev/zero is larger than 1 MiB");
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        assertThat(refused(folder.resolve("none.yaml")).getMessage())
                .contains("none.yaml cannot be read: it does not exist");
        assertThat(refused(folder).getMessage()).endsWith("cannot be read: it is a folder");
        // Every user is refused this one, even root, for whom no permission is missing.
        assertThat(refused(Path.of("/proc/self/mem")).getMessage()).contains("/proc/self/mem cannot be read: ");
    }

    private LifeboatException refused(String text) throws IOException {
        return refused(write(text));
    }

    private static LifeboatException refused(Path file) {
        LifeboatException e = catchThrowableOfType(LifeboatException.class, () -> RunbookFile.load(file));
        assertThat(e).as("the runbook is accepted").isNotNull();
        assertThat(e.code()).isEqualTo(ErrorCode.RUNBOOK_INVALID);
        return e;
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("runbook.yaml"), text);
    }
}
