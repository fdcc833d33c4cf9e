/** The runbook as records: what to protect, where sets go, in which phases the application returns and who decides. */
@NullMarked
package dev.lifeboat.runbook;

import org.jspecify.annotations.NullMarked;
