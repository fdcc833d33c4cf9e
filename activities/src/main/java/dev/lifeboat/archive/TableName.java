package dev.lifeboat.archive;

/** A table, unquoted. */
public record TableName(String schema, String name) {}
