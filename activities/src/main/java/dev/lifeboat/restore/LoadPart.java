package dev.lifeboat.restore;

import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.TableInfo;

/** One stored part of a phase and the table its rows belong to. */
public record LoadPart(TableInfo table, PartInfo part) {}
