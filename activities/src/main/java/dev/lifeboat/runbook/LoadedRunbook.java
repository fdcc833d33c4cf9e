package dev.lifeboat.runbook;

import java.nio.file.Path;

/**
 * A runbook as it was read.
 *
 * @param sha256 of the file's bytes, hex
 */
public record LoadedRunbook(Runbook runbook, String sha256, Path file) {}
