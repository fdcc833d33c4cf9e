/** The archive, format 1: manifest, parts, checksums, and marks. */
@NullMarked
package dev.lifeboat.archive;

import org.jspecify.annotations.NullMarked;
