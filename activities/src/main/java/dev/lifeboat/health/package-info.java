/** What is looked at, check by check, and what people were told of it. */
@NullMarked
package dev.lifeboat.health;

import org.jspecify.annotations.NullMarked;
