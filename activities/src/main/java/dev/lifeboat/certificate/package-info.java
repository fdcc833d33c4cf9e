/** What auditors are given: that a set was restored, by which evidence, and who says so. */
@NullMarked
package dev.lifeboat.certificate;

import org.jspecify.annotations.NullMarked;
