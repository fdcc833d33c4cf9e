/** Reading a runbook: YAML, JSON Schema, and errors that name line and field. */
@NullMarked
package dev.lifeboat.runbook;

import org.jspecify.annotations.NullMarked;
