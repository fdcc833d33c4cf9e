package dev.lifeboat.notice;

/** A notice as the two bodies of a mail. */
final class MailBody {
    private static final String CELL = "<td style=\"padding:2px 12px 2px 0;vertical-align:top\">";

    private MailBody() {}

    static String text(Notice notice, Wording words) {
        String body = words.body();
        return words.subject() + "\n\n" + (body.isBlank() ? "" : body + "\n\n")
                + (words.link() == null ? "" : words.link() + "\n\n")
                + Messages.footer(notice) + "\n";
    }

    static String html(Notice notice, Wording words) {
        StringBuilder html = new StringBuilder(
                "<!doctype html><html><body style=\"font-family:sans-serif;max-width:640px;color:#222\">");
        html.append("<h2 style=\"border-left:6px solid ")
                .append(color(notice))
                .append(";padding-left:10px\">")
                .append(escaped(words.subject()))
                .append("</h2>");
        if (!words.text().isBlank()) {
            html.append("<p>")
                    .append(escaped(words.text()).replace("\n", "<br>"))
                    .append("</p>");
        }
        if (!words.facts().isEmpty()) {
            html.append("<table>");
            words.facts().forEach(fact -> html.append("<tr>")
                    .append(CELL)
                    .append("<b>")
                    .append(escaped(fact.name()))
                    .append("</b></td>")
                    .append(CELL)
                    .append(escaped(fact.value()))
                    .append("</td></tr>"));
            html.append("</table>");
        }
        if (words.link() != null) {
            html.append("<p><a href=\"").append(escaped(words.link())).append("\">Open the run</a></p>");
        }
        return html.append("<p style=\"color:#666;font-size:small\">")
                .append(escaped(Messages.footer(notice)))
                .append("</p></body></html>")
                .toString();
    }

    private static String color(Notice notice) {
        return switch (notice.severity()) {
            case INFO -> "#2e7d32";
            case WARNING -> "#f9a825";
            case CRITICAL -> "#c62828";
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
