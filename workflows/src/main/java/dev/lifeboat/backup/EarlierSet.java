package dev.lifeboat.backup;

/**
 * The set whose unchanged chunks a backup may refer to.
 *
 * @param manifestSha256 pins its manifest: every activity finds the same chunks in it
 */
public record EarlierSet(String setId, String manifestSha256) {}
