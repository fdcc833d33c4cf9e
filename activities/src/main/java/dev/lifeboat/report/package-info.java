/**
 * Reports of runs for people (HTML, text) and programs (JSON), signed, in the store under {@code reports/}. What a page says is a
 * {@link dev.lifeboat.report.Page}; how it looks is the template {@code page.jte}.
 */
@NullMarked
package dev.lifeboat.report;

import org.jspecify.annotations.NullMarked;
