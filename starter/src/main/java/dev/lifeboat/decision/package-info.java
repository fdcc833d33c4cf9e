/** Signing the decisions of signed-in people. */
@NullMarked
package dev.lifeboat.decision;

import org.jspecify.annotations.NullMarked;
