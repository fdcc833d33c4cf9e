package dev.lifeboat.runbook;

/**
 * One store.
 *
 * @param kind {@code filesystem}
 * @param path an absolute folder
 */
public record StoreLocation(String kind, String path) {}
