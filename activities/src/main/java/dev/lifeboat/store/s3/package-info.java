/**
 * Sets in a bucket of S3, or of a server that speaks its protocol. {@code docs/stores.md} has every key, the rights that are
 * needed, and what was tried against which server.
 */
@NullMarked
package dev.lifeboat.store.s3;

import org.jspecify.annotations.NullMarked;
