/** The archive, format 1: manifest, parts, checksums, marks, and the catalogue that is derived from them. */
@NullMarked
package dev.lifeboat.archive;

import org.jspecify.annotations.NullMarked;
