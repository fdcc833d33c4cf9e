package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with {@code notify} is said when the runbook is read, and not at night. */
class NotifyRulesTest {
    private static final String EMAIL = "email: {host: h, from: a@b, to: [c@d]}";

    @TempDir
    private Path folder;

    private Notify load(String notify) throws IOException {
        Path file = Files.writeString(
                folder.resolve("runbook.yaml"),
                RunbookText.broken("notify: { webhook: \"env:WEBHOOK\" }", "notify: {" + notify + "}"));
        return RunbookFile.load(file).runbook().notifications();
    }

    @Test
    void takesABareReferenceForAChannel() throws IOException {
        Notify notify = load("slack: 'file:slack.url', pagerduty: env:KEY");
        assertThat(notify.channel("slack").settings().url())
                .isEqualTo("file:" + folder.toAbsolutePath().resolve("slack.url"));
        assertThat(notify.channel("pagerduty").settings().key()).isEqualTo("env:KEY");
        assertThat(notify.channel("pagerduty").settings().url()).isNull();
    }

    @Test
    void ordersChannelsByKindAndThenByName() throws IOException {
        assertThat(load("webhook: env:W, slack: env:S, " + EMAIL
                                + ", channels: {b: {kind: ntfy, url: env:N}, a: {kind: slack, url: env:S}}")
                        .all())
                .extracting(Notify.Named::name)
                .containsExactly("email", "slack", "webhook", "a", "b");
    }

    @Test
    void takesThePageOfARunAsLink() throws IOException {
        String page = "https://temporal.example.com/namespaces/default/workflows/{run}";
        assertThat(load("console: '" + page + "'").console()).isEqualTo(page);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slack: https://hooks.slack.com/hunter2|notify.slack|secrets only as env:NAME",
                "slack: {url: https://hooks.slack.com/hunter2}|notify.slack.url|secrets only as env:NAME",
                "slack: {url: env:X, key: env:Y}|notify.slack.key|belongs to another kind of channel",
                "slack: {}|notify.slack.url|this key is missing, which this kind of channel needs",
                "slack: {url: env:X, kind: ntfy}|notify.slack.kind|expected slack",
                "email: env:MAIL|notify.email|expected a mapping with the keys host, from, to",
                "'email: {host: h, from: a@b}'|notify.email.to|this key is missing",
                "'email: {host: h, from: a@b, to: []}'|notify.email.to|expected at least one address",
                "'email: {host: h, from: a@b, to: [nobody]}'|notify.email.to[0]|expected an e-mail address",
                "'email: {host: h, from: a@b, to: [c@d], user: env:U}'|notify.email.password|this key is missing",
                "'email: {host: h, from: a@b, to: [c@d], security: none}'|notify.email.security|in plain text",
                "'email: {host: h, from: a@b, to: [c@d], password: hunter2, user: env:U}'|notify.email.password|secrets only",
                "webhook: {url: env:W, key: hunter2}|notify.webhook.key|secrets only",
                "healthchecks: {}|notify.healthchecks.url|this key is missing",
                "channels: {slack: {kind: slack, url: env:X}}|notify.channels.slack|this name belongs to the channel",
                "channels: {own: {url: env:X}}|notify.channels.own.kind|this key is missing",
                "channels: {own: {kind: pigeon, url: env:X}}|notify.channels.own.kind|expected one of email, slack",
                "'slack: env:X, routes: [{events: [backup_fail], to: [slack]}]'|notify.routes[0].events[0]|did you mean backup_failed?",
                "'slack: env:X, routes: [{events: [\"buckup_*\"], to: [slack]}]'|notify.routes[0].events[0]|expected the name of an event",
                "'slack: env:X, routes: [{to: [email]}]'|notify.routes[0].to[0]|expected the name of a channel: slack",
                "'slack: env:X, routes: [{severity: loud, to: [slack]}]'|notify.routes[0].severity|expected one of info, warning, critical",
                "'slack: env:X, routes: [{events: [test]}]'|notify.routes[0].to|this key is missing",
                "'slack: env:X, fallback: [ntfy]'|notify.fallback[0]|expected the name of a channel",
                "'quiet: {from: \"22:00\", to: \"22:00\"}'|notify.quiet.to|expected another time",
                "'quiet: {from: \"25:00\", to: \"22:00\"}'|notify.quiet.from|expected a time of day",
                "'quiet: {from: \"22:00\", to: \"07:00\", timezone: Europe/Bonn}'|notify.quiet.timezone|expected a time zone",
                "limit: {per: P2D}|notify.limit.per|at most a day",
                "limit: {notices: 0}|notify.limit.notices|expected a whole number",
                "console: 'https://user:hunter2@boat.example.com'|notify.console|cannot hold a user",
                "console: 'https://boat.example.com/{set}'|notify.console|expected an http or https URL",
                "templates: {backup_done: {text: x}}|notify.templates.backup_done|expected the name of an event",
                "'templates: {backup_failed: {text: \"{set} is gone\"}}'|notify.templates.backup_failed.text|no placeholder {set} here; known: runbook"
            })
    void namesFieldAndReason(String notify, String field, String reason) {
        assertThatThrownBy(() -> load(notify))
                .hasMessageContaining(field + ": ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("hunter2");
    }
}
