package dev.lifeboat.archive;

/** What wrote the set. */
public record ToolVersions(String lifeboat, String pgDump) {}
