/**
 * Measures a backup and a restore against other tools, in alternation, on the same server and data, and says where the time
 * goes. {@code docs/benchmarks.md} is the method.
 */
@NullMarked
package dev.lifeboat.bench;

import org.jspecify.annotations.NullMarked;
