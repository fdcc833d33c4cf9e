package dev.lifeboat.restore;

/**
 * Which database this is, whatever its address.
 *
 * @param systemIdentifier of the cluster
 * @param databaseOid in the cluster
 * @param serverVersion as {@code server_version_num}
 */
public record TargetIdentity(String systemIdentifier, long databaseOid, String database, int serverVersion) {}
