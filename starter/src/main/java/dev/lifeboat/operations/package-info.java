/** What the API can do, done on an engine. */
@NullMarked
package dev.lifeboat.operations;

import org.jspecify.annotations.NullMarked;
