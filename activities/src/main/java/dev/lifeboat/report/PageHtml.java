package dev.lifeboat.report;

import dev.lifeboat.report.template.JtepageGenerated;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;

/** A page as one HTML file: no script, nothing loaded from elsewhere, readable on paper, on a phone and in the dark. */
public final class PageHtml {
    private PageHtml() {}

    /** UTF-8. */
    public static byte[] of(Page page) {
        StringOutput html = new StringOutput();
        JtepageGenerated.render(new OwaspHtmlTemplateOutput(html), null, page);
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }
}
