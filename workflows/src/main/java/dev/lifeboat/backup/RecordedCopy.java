package dev.lifeboat.backup;

/**
 * A receipt that is kept beside the set, because it is too long for history.
 *
 * @param object relative to the set's folder; removed when the set is sealed
 * @param sha256 of the object, hex
 */
public record RecordedCopy(String object, String sha256) {}
