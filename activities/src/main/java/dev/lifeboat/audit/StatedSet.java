package dev.lifeboat.audit;

/**
 * Somebody says that there was a set.
 *
 * @param by which head or entry says so
 */
record StatedSet(String set, String manifestSha256, String by) {}
