/** The process that polls Temporal. */
@NullMarked
package dev.lifeboat.worker;

import org.jspecify.annotations.NullMarked;
