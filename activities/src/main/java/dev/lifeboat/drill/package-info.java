/** The work of a drill: throw-away databases and their removal. */
@NullMarked
package dev.lifeboat.drill;

import org.jspecify.annotations.NullMarked;
