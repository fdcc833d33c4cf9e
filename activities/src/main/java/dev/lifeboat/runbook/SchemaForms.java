package dev.lifeboat.runbook;

import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How the texts and numbers of a runbook look: what the records' types do not tell the schema. */
final class SchemaForms {
    private static final String NAMES = "[a-z0-9][a-z0-9-]{0,62}";
    private static final String NAME_DESCRIPTION = "lower-case letters, digits and hyphens";
    private static final Form NAME = Form.text(NAMES, NAME_DESCRIPTION);
    private static final Form ROLE =
            Form.text("(?!(public|none)$)[^\\u0000-\\u001f]{1,63}", "a role's name, neither public nor none");

    private static final Form EVENT = Form.text("[a-z]+(_[a-z]+)*", "the name of an event such as backup_failed");
    private static final Form FINGERPRINT = Form.text("([0-9A-Fa-f] *){40}", "a fingerprint of 40 hex digits");

    /** The keys of a map that {@link #KEYS} does not name. */
    static final Form KEY = Form.text(NAMES, "a name of " + NAME_DESCRIPTION);

    /** The keys of maps, by record and component. */
    static final Map<String, Form> KEYS =
            Map.of("Runbook.roleMap", ROLE, "Keys.compromised", FINGERPRINT, "Notify.templates", EVENT);

    private static final Form TABLE = Form.text(
            "[^.\\u0000-\\u001f]{1,63}(\\.[^.\\u0000-\\u001f]{1,63})?", "a table's name, with or without its schema's");

    /** A URI behind {@code file:} is no path, and may hold a password. */
    static final String REFERENCES = "env:[A-Za-z_][A-Za-z0-9_]*|file:(?!.*://).+";

    private static final Form REFERENCE = Form.text(REFERENCES, "a reference: secrets only as env:NAME or file:PATH");
    private static final Form CONNECTION = Form.text(
            REFERENCES + "|postgres(ql)?://.+",
            "env:NAME, file:PATH or a postgresql:// URI without a password; secrets only as env:NAME or file:PATH");
    private static final Form FILE = Form.text("(?!file:|env:)(?!.*://).+", "a path without file:");
    private static final Form BUCKET =
            Form.text("[A-Za-z0-9][A-Za-z0-9._-]{1,62}", "the name of a bucket or container");
    private static final Form PREFIX = Form.text(
            "[A-Za-z0-9_%][A-Za-z0-9._%+=@-]*(/[A-Za-z0-9_%][A-Za-z0-9._%+=@-]*)*",
            "a folder's name in the bucket, without a slash at its ends");
    private static final Form URL = Form.text("https?://\\S+", "an http or https URL");
    private static final Form EMAIL = Form.text("[^@\\s]+@[^@\\s]+", "an e-mail address");
    private static final Form ZONE = Form.text("[A-Za-z][A-Za-z0-9_+/-]*", "a time zone such as Europe/Berlin");
    private static final String ONE_TIME =
            "([0-9*,/-]+( +[0-9*,/-]+){4}|[A-Za-z]+ [A-Za-z]+ ([01][0-9]|2[0-3]):[0-5][0-9])";
    private static final Form TIME = Form.text(
            ONE_TIME + "( +or +" + ONE_TIME + ")*",
            "five cron fields (minute hour day month weekday), or a weekday of the month such as first sunday 04:00; several with"
                    + " or between");
    private static final String MODE =
            Arrays.stream(BackupMode.values()).map(BackupMode::wireName).collect(Collectors.joining("|", "(", ")"));
    private static final Form VERIFIED = Form.text("all|latest(:" + MODE + ")?", "all, latest or latest:MODE");
    private static final Form SELECTOR = Form.text(
            "latest(:" + MODE + ")?|random-" + MODE + "|" + MODE + "/.+",
            "latest, latest:MODE, random-MODE or a set's id");

    private static final Form HOST =
            Form.text("[A-Za-z0-9][A-Za-z0-9.:-]{0,252}", "a host's name, without port and scheme");
    private static final Form HOUR = Form.text("([01][0-9]|2[0-3]):[0-5][0-9]", "a time of day such as 22:00");
    private static final Form EVENTS =
            Form.text("[a-z_]*\\*|[a-z]+(_[a-z]+)*", "the name of an event such as backup_failed, or recovery_*");

    /** What a channel is where it is no mapping. */
    static final Form CHANNEL = Form.text(
            REFERENCES, "a reference, or a mapping with the channel's settings; secrets only as env:NAME or file:PATH");

    /** By the type of a value. */
    static final Map<Class<?>, Form> TYPES = Map.of(
            Duration.class,
            Form.text(
                    "P(?=[0-9T])([0-9]{1,4}D)?(T(?=[0-9])([0-9]{1,6}H)?([0-9]{1,7}M)?([0-9]{1,9}(\\.[0-9]{1,3})?S)?)?",
                    "a duration such as PT30M"),
            Period.class,
            Form.text(
                    "P(?=[0-9])([0-9]{1,2}Y)?([0-9]{1,3}M)?([0-9]{1,3}W)?([0-9]{1,4}D)?",
                    "a duration in whole days, months or years such as P30D"),
            LocalDate.class,
            Form.text("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "a day such as 2026-10-01"),
            ByteCount.class,
            Form.text("[0-9]{1,15} *([kKMGT]i?)?[bB]?", "a size with its unit such as 256MiB"),
            Mutate.class,
            schema -> {
                schema.putArray("type").add("boolean").add("array");
                List<String> kinds =
                        MutationKind.all().stream().map(MutationKind::wireName).toList();
                kinds.forEach(schema.putObject("items").put("type", "string").putArray("enum")::add);
                return schema.put("description", "true, false or a list of " + String.join(", ", kinds));
            },
            Object.class,
            schema -> {
                schema.putArray("type").add("string").add("number").add("boolean");
                return schema.put("description", "text, a number, true or false");
            });

    /** By record and component; {@code []} stands for the items of a list. */
    static final Map<String, Form> FIELDS = Map.ofEntries(
            Map.entry("Runbook.name", NAME),
            Map.entry("Runbook.drillServer", CONNECTION),
            Map.entry("Runbook.target", CONNECTION),
            Map.entry("Database.url", CONNECTION),
            Map.entry(
                    "StoreLocation.kind",
                    Form.oneOf(StoreLocation.FILESYSTEM, StoreLocation.S3, StoreLocation.AZURE_BLOB)),
            Map.entry("StoreLocation.name", NAME),
            Map.entry("StoreLocation.path", FILE),
            Map.entry("StoreLocation.bucket", BUCKET),
            Map.entry("StoreLocation.prefix", PREFIX),
            Map.entry("StoreLocation.region", Form.words()),
            Map.entry("StoreLocation.endpoint", URL),
            Map.entry("StoreLocation.accessKey", REFERENCE),
            Map.entry("StoreLocation.secretKey", REFERENCE),
            Map.entry("StoreLocation.sessionToken", REFERENCE),
            Map.entry("StoreLocation.connection", REFERENCE),
            Map.entry("StoreLocation.kmsKey", Form.words()),
            Map.entry("StoreLocation.storageClass", Form.words()),
            Map.entry("ObjectLock.days", Form.whole(1, 3653)),
            Map.entry("Prices.currency", Form.words()),
            Map.entry("Retention.at", TIME),
            Map.entry("Retention.timezone", ZONE),
            Map.entry("Retention.verified", Form.whole(1, 1000)),
            Map.entry("Generations.daily", Form.whole(0, 3653)),
            Map.entry("Generations.weekly", Form.whole(0, 3653)),
            Map.entry("Generations.monthly", Form.whole(0, 3653)),
            Map.entry("Generations.yearly", Form.whole(0, 3653)),
            Map.entry("Audit.database", REFERENCE),
            Map.entry("Audit.events", TABLE),
            Map.entry("Audit.health", TABLE),
            Map.entry("Audit.at", TIME),
            Map.entry("Audit.timezone", ZONE),
            Map.entry("Anomalies.sets", Form.whole(1, 1000)),
            Map.entry("Anomalies.rows", Form.whole(1, 1000)),
            Map.entry("Anomalies.bytes", Form.whole(1, 1000)),
            Map.entry("Anomalies.ratio", Form.whole(1, 1000)),
            Map.entry("Anomalies.changed", Form.whole(1, 1000)),
            Map.entry("Keys.recipients", schema -> schema.put("minItems", 1)
                    .put("description", "at least one public key")),
            Map.entry("Keys.recipients[]", FILE),
            Map.entry("Keys.signing", REFERENCE),
            Map.entry("Keys.privateKeys[]", REFERENCE),
            Map.entry("Keys.passphrase", REFERENCE),
            Map.entry("Keys.signers[]", FINGERPRINT),
            Map.entry("Archive.level", Form.whole(1, 19)),
            Map.entry("Archive.parallelism", Form.whole(1, 64)),
            Map.entry("Runbook.tiers", schema -> {
                TABLE.addTo(schema.putObject("additionalProperties")
                        .put("type", "array")
                        .putObject("items"));
                return schema;
            }),
            Map.entry("Runbook.roleMap", schema -> {
                ROLE.addTo(schema.putObject("additionalProperties"));
                return schema;
            }),
            Map.entry("Phase.name", NAME),
            Map.entry("Phase.tables[]", TABLE),
            Map.entry("Phase.writes[]", TABLE),
            Map.entry("Check.name", Form.words()),
            Map.entry("Check.sql", Form.words()),
            Map.entry("Check.http", URL),
            Map.entry("Check.status", Form.whole(100, 599)),
            Map.entry("Approval.approvers", Form.whole(1, 10)),
            Map.entry("Approval.roles[]", Form.words()),
            Map.entry("BackupSchedule.at", TIME),
            Map.entry("BackupSchedule.timezone", ZONE),
            Map.entry("BackupSchedule.scope[]", NAME),
            Map.entry("DrillSchedule.at", TIME),
            Map.entry("DrillSchedule.timezone", ZONE),
            Map.entry("DrillSchedule.set", SELECTOR),
            Map.entry("DrillSchedule.signOff", Form.words()),
            Map.entry("VerifySchedule.at", TIME),
            Map.entry("VerifySchedule.timezone", ZONE),
            Map.entry("VerifySchedule.sets", VERIFIED),
            Map.entry("VerifySchedule.stores", NAME),
            Map.entry("Health.at", TIME),
            Map.entry("Health.timezone", ZONE),
            Map.entry("Health.variance", Form.whole(1, 1000)),
            Map.entry("Quota.percent", Form.whole(1, 100)),
            Map.entry("DrillSchedule.breakGlassEvery", Form.whole(1, 1000)),
            Map.entry("Step.manual", Form.words()),
            Map.entry("Step.audience", Form.words()),
            Map.entry("ChannelSettings.url", REFERENCE),
            Map.entry("ChannelSettings.token", REFERENCE),
            Map.entry("ChannelSettings.key", REFERENCE),
            Map.entry("ChannelSettings.host", HOST),
            Map.entry("ChannelSettings.port", Form.whole(1, 65535)),
            Map.entry("ChannelSettings.user", REFERENCE),
            Map.entry("ChannelSettings.password", REFERENCE),
            Map.entry("ChannelSettings.from", EMAIL),
            Map.entry("ChannelSettings.to[]", EMAIL),
            Map.entry("ChannelSettings.pings", schema -> {
                REFERENCE.addTo(schema.putObject("additionalProperties"));
                return schema;
            }),
            Map.entry("NoticeRoute.events[]", EVENTS),
            Map.entry("NoticeRoute.to[]", NAME),
            Map.entry("QuietHours.from", HOUR),
            Map.entry("QuietHours.to", HOUR),
            Map.entry("QuietHours.timezone", ZONE),
            Map.entry("QuietHours.channels[]", NAME),
            Map.entry("NoticeLimit.notices", Form.whole(1, 1000)),
            Map.entry("Notify.fallback[]", NAME),
            Map.entry("Notify.console", URL),
            Map.entry("NoticeTemplate.subject", Form.words()),
            Map.entry("NoticeTemplate.text", Form.words()),
            Map.entry("Contact.name", Form.words()),
            Map.entry("Contact.email", EMAIL),
            Map.entry("Contact.url", URL),
            Map.entry("People.escalation[]", Form.words()));

    /**
     * A value of such a record has all required keys of exactly one alternative.
     *
     * @param description follows the word "expected" in a message
     */
    record Choice(String description, List<Alternative> alternatives) {}

    /** Keys that are there, and keys that may be there; those of other alternatives may not. */
    record Alternative(List<String> required, List<String> optional) {}

    static final Map<Class<?>, Choice> CHOICES = Map.of(
            Check.class,
            new Choice(
                    "either sql and equals, or http and optionally status",
                    List.of(
                            new Alternative(List.of("sql", "equals"), List.of()),
                            new Alternative(List.of("http"), List.of("status")))),
            Step.class,
            new Choice(
                    "either manual or notify",
                    List.of(
                            new Alternative(List.of("manual"), List.of()),
                            new Alternative(List.of("notify"), List.of()))));

    private SchemaForms() {}
}
