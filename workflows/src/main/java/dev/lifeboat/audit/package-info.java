/** The log of every access and decision. */
@NullMarked
package dev.lifeboat.audit;

import org.jspecify.annotations.NullMarked;
