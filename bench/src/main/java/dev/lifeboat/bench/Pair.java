package dev.lifeboat.bench;

import java.util.List;

/**
 * One of ours and one of a peer's, one right after the other.
 *
 * @param ours a backup, a restore, or both for a peer that copies
 * @param peerFirst the order changes from round to round
 */
record Pair(int round, String peer, boolean peerFirst, List<OurRun> ours, Peer.Measure theirs) {
    Pair {
        ours = List.copyOf(ours);
    }

    double ourSeconds() {
        return ours.stream().mapToDouble(OurRun::seconds).sum();
    }

    double ratio() {
        return ourSeconds() / theirs.seconds();
    }
}
