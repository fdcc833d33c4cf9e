/** Taking a set: one snapshot, held by two holders, copied in parallel, sealed by a signed manifest. */
@NullMarked
package dev.lifeboat.backup;

import org.jspecify.annotations.NullMarked;
