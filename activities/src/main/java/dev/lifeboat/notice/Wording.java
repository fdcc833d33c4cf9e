package dev.lifeboat.notice;

import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.NoticeTemplate;
import dev.lifeboat.runbook.Notify;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A notice in words, as the runbook has them. Plain text: each channel makes of it what it shows, and takes care that nothing in
 * it becomes markup there.
 *
 * @param link to the run in the console; null: the runbook names no console, or there is no run
 */
public record Wording(
        String subject,
        String text,
        List<Fact> facts,
        @Nullable String link) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z-]*)}");
    private static final List<String> COMMON =
            List.of("runbook", "run", "event", "severity", "key", "at", "subject", "text", "link");

    /** The words for a notice. */
    public static Wording of(Notice notice, Notify notifications) {
        String link = link(notice, notifications);
        NoticeTemplate template = notifications.templates().get(notice.event().wireName());
        if (template == null) {
            return new Wording(subject(notice), notice.text(), notice.facts(), link);
        }
        SortedMap<String, String> values = values(notice, link);
        String subject = Notice.cut(filled(Objects.requireNonNullElse(template.subject(), "{subject}"), values), 250)
                .replaceAll("\\s+", " ");
        return new Wording(
                subject.isBlank() ? subject(notice) : subject,
                filled(Objects.requireNonNullElse(template.text(), "{text}"), values),
                notice.facts(),
                link);
    }

    /** Placeholders of a template that a notice of this event never has. */
    public static List<String> unknown(String template, NoticeEvent event) {
        List<String> known = names(event);
        List<String> unknown = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            if (!known.contains(matcher.group(1))) {
                unknown.add(matcher.group(1));
            }
        }
        return unknown;
    }

    /** The placeholders that a template of this event may have. */
    public static List<String> names(NoticeEvent event) {
        List<String> names = new ArrayList<>(COMMON);
        names.addAll(event.facts());
        return names;
    }

    /** Text and facts, line by line. */
    public String body() {
        StringBuilder body = new StringBuilder(text);
        for (Fact fact : facts) {
            body.append(body.length() == 0 ? "" : "\n")
                    .append(fact.name())
                    .append(": ")
                    .append(fact.value());
        }
        return body.toString();
    }

    /** Says which system it is about: people may have several. */
    private static String subject(Notice notice) {
        return notice.subject().contains(notice.runbook())
                ? notice.subject()
                : notice.runbook() + ": " + notice.subject();
    }

    private static @Nullable String link(Notice notice, Notify notifications) {
        String console = notifications.console();
        if (console == null || !RunIds.isRun(notice.run())) {
            return null;
        }
        String run = URLEncoder.encode(notice.run(), StandardCharsets.UTF_8).replace("+", "%20");
        return console.contains(Notify.RUN)
                ? console.replace(Notify.RUN, run)
                : console.replaceAll("/+$", "") + "/runs/" + run;
    }

    private static SortedMap<String, String> values(Notice notice, @Nullable String link) {
        SortedMap<String, String> values = new TreeMap<>();
        notice.facts().forEach(fact -> values.put(fact.name(), fact.value()));
        values.put("runbook", notice.runbook());
        values.put("run", notice.run());
        values.put("event", notice.event().wireName());
        values.put("severity", Messages.loudness(notice));
        values.put("key", notice.key());
        values.put("at", Spoken.moment(notice.at()));
        values.put("subject", notice.subject());
        values.put("text", notice.text());
        values.put("link", link == null ? "" : link);
        return values;
    }

    /** In one pass: what a value holds is never taken for a placeholder. */
    private static String filled(String template, SortedMap<String, String> values) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "–")));
    }
}
