package dev.lifeboat.report;

import dev.lifeboat.report.template.JtepageGenerated;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A page as one HTML file: no script, nothing loaded from elsewhere, readable on paper, on a phone and in the dark. */
public final class PageHtml {
    /** What turns the reading direction, joins or hides: names of others may hold it, and a reader must see what is there. */
    private static final Pattern NO_PICTURE =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}&&[^\n]]");

    private PageHtml() {}

    /** UTF-8; of no report in a store. */
    public static byte[] of(Page page) {
        return of(page, "");
    }

    /** UTF-8; a page whose own signature says which report it tells of. */
    static byte[] of(Page page, String report, String sha256) {
        return of(page, origin(report, sha256));
    }

    /** Whether a page that is signed says that it was made of this report: else it is another one's, put into its place. */
    static boolean isOf(byte[] html, String report, String sha256) {
        return new String(html, StandardCharsets.UTF_8).contains("\n" + origin(report, sha256) + "\n</footer>");
    }

    /** Neither part has a character that HTML would have to escape. */
    private static String origin(String report, String sha256) {
        return "Made of " + report + ", SHA-256 " + sha256;
    }

    private static byte[] of(Page page, String origin) {
        StringOutput html = new StringOutput();
        JtepageGenerated.render(new OwaspHtmlTemplateOutput(html), null, page, origin);
        return NO_PICTURE.matcher(html.toString()).replaceAll("\uFFFD").getBytes(StandardCharsets.UTF_8);
    }
}
