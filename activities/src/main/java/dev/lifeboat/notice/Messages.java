package dev.lifeboat.notice;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The bodies that chat services and machines take. Values stand where these show plain text, or are escaped. */
final class Messages {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TEXT = "text";
    private static final String TITLE = "title";
    private static final String TYPE = "type";
    private static final String PLAIN = "plain_text";
    private static final String URL = "url";
    private static final String OPEN = "Open the run";
    private static final int MOST_FACTS = 10;
    private static final int LONGEST_KEY = 255;
    private static final int DIGITS = 36;

    private Messages() {}

    /** {@code info}, {@code warning} or {@code critical}. */
    static String loudness(Notice notice) {
        return notice.severity().name().toLowerCase(Locale.ROOT);
    }

    /** What a message is about, below it. */
    static String footer(Notice notice) {
        return (notice.to() == null ? "" : "to " + notice.to().name() + ": ") + notice.runbook() + " · "
                + notice.event().wireName() + " · " + loudness(notice) + " · " + notice.run() + " · "
                + Spoken.moment(notice.at());
    }

    /** Block Kit; {@code plain_text} has no markup and mentions nobody. */
    static ObjectNode slack(Notice notice, Wording words) {
        ObjectNode message = JSON.objectNode();
        message.put(TEXT, slackEscaped(sign(notice) + words.subject()));
        ArrayNode blocks = message.putArray("blocks");
        blocks.addObject().put(TYPE, "header").set(TEXT, plain(sign(notice) + words.subject(), 150));
        if (!words.text().isBlank()) {
            blocks.addObject().put(TYPE, "section").set(TEXT, plain(words.text(), 3000));
        }
        List<Fact> facts = shown(words);
        if (!facts.isEmpty()) {
            ArrayNode fields = blocks.addObject().put(TYPE, "section").putArray("fields");
            facts.forEach(fact -> fields.add(plain(fact.name() + "\n" + fact.value(), 2000)));
        }
        if (words.link() != null) {
            blocks.addObject()
                    .put(TYPE, "section")
                    .putObject(TEXT)
                    .put(TYPE, "mrkdwn")
                    .put(TEXT, "<" + words.link() + "|" + OPEN + ">");
        }
        blocks.addObject().put(TYPE, "context").putArray("elements").add(plain(footer(notice), 2000));
        return message;
    }

    /** An embed; nobody is mentioned whatever it says. */
    static ObjectNode discord(Notice notice, Wording words) {
        ObjectNode message = JSON.objectNode().put("username", "Lifeboat");
        message.putObject("allowed_mentions").putArray("parse");
        ObjectNode embed = message.putArray("embeds").addObject();
        embed.put(TITLE, Notice.cut(discordEscaped(words.subject()), 256));
        if (!words.text().isBlank()) {
            embed.put("description", Notice.cut(discordEscaped(words.text()), 2500));
        }
        if (words.link() != null) {
            embed.put(URL, words.link());
        }
        embed.put("color", color(notice));
        embed.put("timestamp", notice.at().toString());
        ArrayNode fields = embed.putArray("fields");
        shown(words).forEach(fact -> fields.addObject()
                .put("name", fact.name())
                .put("value", Notice.cut(discordEscaped(orDash(fact.value())), 250))
                .put("inline", fact.value().length() < 30));
        embed.putObject("footer").put(TEXT, footer(notice));
        return message;
    }

    /** An adaptive card for a Teams workflow. Text runs have no markup, unlike text blocks and fact sets. */
    static ObjectNode teams(Notice notice, Wording words) {
        ObjectNode message = JSON.objectNode().put(TYPE, "message");
        ObjectNode attachment = message.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        ObjectNode card = attachment.putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put(TYPE, "AdaptiveCard").put("version", "1.4");
        ArrayNode body = card.putArray("body");
        run(runs(body), sign(notice) + words.subject()).put("weight", "Bolder").put("size", "Large");
        if (!words.text().isBlank()) {
            run(runs(body), Notice.cut(words.text(), 3000));
        }
        for (Fact fact : shown(words)) {
            ArrayNode line = runs(body);
            run(line, fact.name() + ": ").put("weight", "Bolder");
            run(line, Notice.cut(fact.value(), 500));
        }
        run(runs(body), footer(notice)).put("isSubtle", true).put("size", "Small");
        if (words.link() != null) {
            card.putArray("actions")
                    .addObject()
                    .put(TYPE, "Action.OpenUrl")
                    .put(TITLE, OPEN)
                    .put(URL, words.link());
        }
        return message;
    }

    /** Published as JSON, so that no value stands in a header. */
    static ObjectNode ntfy(Notice notice, Wording words, String topic) {
        ObjectNode message = JSON.objectNode().put("topic", topic);
        message.put(TITLE, words.subject());
        // A message may have 4,096 bytes.
        message.put("message", Notice.cut(words.body().isBlank() ? words.subject() : words.body(), 1000));
        message.put(
                "priority",
                switch (notice.severity()) {
                    case INFO -> 3;
                    case WARNING -> 4;
                    case CRITICAL -> 5;
                });
        message.putArray("tags")
                .add(
                        switch (notice.severity()) {
                            case INFO ->
                                notice.event().effect() == Effect.RESOLVES ? "white_check_mark" : "information_source";
                            case WARNING -> "warning";
                            case CRITICAL -> "rotating_light";
                        });
        if (words.link() != null) {
            message.put("click", words.link());
        }
        return message;
    }

    /** Events API 2: the matter's key brings together what belongs together. */
    static ObjectNode pagerDuty(Notice notice, Wording words, String routingKey, Effect effect) {
        ObjectNode event = JSON.objectNode().put("routing_key", routingKey);
        event.put(
                "event_action",
                switch (effect) {
                    case OPENS, TELLS -> "trigger";
                    case ACKNOWLEDGES -> "acknowledge";
                    case RESOLVES -> "resolve";
                });
        event.put("dedup_key", matter(notice.key()));
        if (effect == Effect.ACKNOWLEDGES || effect == Effect.RESOLVES) {
            return event;
        }
        ObjectNode payload = event.putObject("payload");
        payload.put("summary", Notice.cut(words.subject(), 1024));
        payload.put("source", notice.runbook());
        payload.put("severity", loudness(notice));
        payload.put("timestamp", notice.at().toString());
        payload.put("component", notice.run());
        payload.put("class", notice.event().wireName());
        ObjectNode details = payload.putObject("custom_details");
        details.put(TEXT, words.text());
        words.facts().forEach(fact -> details.put(fact.name(), fact.value()));
        event.put("client", "Lifeboat");
        if (words.link() != null) {
            event.put("client_url", words.link());
            event.putArray("links").addObject().put("href", words.link()).put(TEXT, OPEN);
        }
        return event;
    }

    /** Of a key that is too long the digest stands for the rest: two that begin alike stay two. */
    private static String matter(String key) {
        String whole = "lifeboat/" + key;
        return whole.length() <= LONGEST_KEY
                ? whole
                : whole.substring(0, LONGEST_KEY - DIGITS)
                        + UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8));
    }

    /** For any program: everything that the notice says. */
    static ObjectNode webhook(Notice notice, Wording words) {
        ObjectNode message = JSON.objectNode().put("version", 1);
        message.put("id", notice.id());
        message.put("at", notice.at().toString());
        message.put("event", notice.event().wireName());
        message.put("severity", loudness(notice));
        message.put("effect", notice.event().effect().name().toLowerCase(Locale.ROOT));
        message.put("key", notice.key());
        message.put("runbook", notice.runbook());
        message.put("run", notice.run());
        message.put("subject", words.subject());
        message.put(TEXT, words.text());
        ObjectNode facts = message.putObject("facts");
        words.facts().forEach(fact -> facts.put(fact.name(), fact.value()));
        message.put("to", notice.to() == null ? null : notice.to().name());
        message.put("link", words.link());
        return message;
    }

    private static List<Fact> shown(Wording words) {
        return words.facts().stream().limit(MOST_FACTS).toList();
    }

    private static ObjectNode plain(String text, int longest) {
        return JSON.objectNode()
                .put(TYPE, PLAIN)
                .put(TEXT, Notice.cut(orDash(text), longest))
                .put("emoji", false);
    }

    private static ArrayNode runs(ArrayNode body) {
        return body.addObject().put(TYPE, "RichTextBlock").putArray("inlines");
    }

    private static ObjectNode run(ArrayNode inlines, String text) {
        return inlines.addObject().put(TYPE, "TextRun").put(TEXT, text);
    }

    private static String orDash(String text) {
        return text.isBlank() ? "–" : text;
    }

    /** Slack knows three characters that must not stand for themselves. */
    private static String slackEscaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String discordEscaped(String text) {
        return text.replaceAll("([\\\\*_~`|>#\\[\\]<@])", "\\\\$1");
    }

    private static String sign(Notice notice) {
        return switch (notice.severity()) {
            case INFO -> notice.event().effect() == Effect.RESOLVES ? "✅ " : "";
            case WARNING -> "⚠️ ";
            case CRITICAL -> "🚨 ";
        };
    }

    private static int color(Notice notice) {
        return switch (notice.severity()) {
            case INFO -> 0x2e7d32;
            case WARNING -> 0xf9a825;
            case CRITICAL -> 0xc62828;
        };
    }
}
