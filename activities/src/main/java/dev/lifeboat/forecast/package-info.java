/** How long a recovery will take, by what earlier ones took. */
@NullMarked
package dev.lifeboat.forecast;

import org.jspecify.annotations.NullMarked;
