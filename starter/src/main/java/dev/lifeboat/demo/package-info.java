/** The sample system and the rehearsal of a whole disaster on embedded parts. */
@NullMarked
package dev.lifeboat.demo;

import org.jspecify.annotations.NullMarked;
