package dev.lifeboat.audit;

/**
 * A signed head says how far the log reached.
 *
 * @param by which head
 */
record StatedLink(AuditLink link, String by) {}
