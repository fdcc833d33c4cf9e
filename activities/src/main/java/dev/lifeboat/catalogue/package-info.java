/**
 * Which sets there are: read from the signed manifests of the stores themselves, since there is no other register; and which of
 * them a selector means.
 */
@NullMarked
package dev.lifeboat.catalogue;

import org.jspecify.annotations.NullMarked;
