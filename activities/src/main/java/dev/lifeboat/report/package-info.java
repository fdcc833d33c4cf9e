/** Reports for people (HTML) and programs (JSON). */
@NullMarked
package dev.lifeboat.report;

import org.jspecify.annotations.NullMarked;
