package dev.lifeboat.bench;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything measured on one shape.
 *
 * @param targets what became of the targets
 * @param ours medians of our runs
 * @param peers medians of theirs
 * @param ratios ours ÷ theirs, pair by pair
 * @param pairs every paired run
 * @param once peers that are measured once, for their bytes
 * @param skipped peers that could not be measured, and why
 * @param profiles one backup and one restore beyond those that count
 */
record ShapeResult(
        Shape shape,
        Dataset.Size size,
        List<Row> targets,
        SortedMap<String, Statistics> ours,
        SortedMap<String, Statistics> peers,
        SortedMap<String, Statistics> ratios,
        List<Pair> pairs,
        SortedMap<String, Peer.Measure> once,
        SortedMap<String, String> skipped,
        List<Profile> profiles) {
    ShapeResult {
        targets = List.copyOf(targets);
        ours = new TreeMap<>(ours);
        peers = new TreeMap<>(peers);
        ratios = new TreeMap<>(ratios);
        pairs = List.copyOf(pairs);
        once = new TreeMap<>(once);
        skipped = new TreeMap<>(skipped);
        profiles = List.copyOf(profiles);
    }
}
