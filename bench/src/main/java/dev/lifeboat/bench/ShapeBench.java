package dev.lifeboat.bench;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Measures one shape: ours and each peer in turn, round by round. */
final class ShapeBench {
    private final BenchPlan plan;
    private final Lifeboat lifeboat;
    private final Peer.Surroundings around;
    private final Recorder recorder;
    private final Consumer<String> tell;
    private final List<Pair> pairs = new ArrayList<>();
    private final SortedMap<String, Peer.Measure> once = new TreeMap<>();
    private final SortedMap<String, String> skipped = new TreeMap<>();

    ShapeBench(BenchPlan plan, Lifeboat lifeboat, Peer.Surroundings around, Recorder recorder, Consumer<String> tell) {
        this.plan = plan;
        this.lifeboat = lifeboat;
        this.around = around;
        this.recorder = recorder;
        this.tell = tell;
    }

    /** Makes the data, measures, and drops it. */
    ShapeResult run(Shape shape) throws IOException, SQLException {
        Dataset dataset = shape.dataset(plan.bytes(), plan.authShare());
        long start = System.nanoTime();
        around.server().create(Runbooks.SOURCE);
        Dataset.Size size = dataset.fill(around.server(), Runbooks.SOURCE);
        Runbooks.write(around.folder(), Runbooks.SOURCE, dataset.firstPhase());
        tell.accept("%s: %,d MB in %,d tables made in %.1f s"
                .formatted(shape.wireName(), size.heapBytes() / 1_000_000, size.tables(), Programs.seconds(start)));
        List<Peer> peers = new ArrayList<>();
        for (Peer peer : plan.peers()) {
            peer.missing(around).ifPresentOrElse(why -> skip(peer, why), () -> peers.add(peer));
        }
        onlyOnce(peers);
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Peer peer : peers) {
                if (peer.everyRound() && !skipped.containsKey(peer.name())) {
                    pair(round, peer);
                }
            }
        }
        if (pairs.isEmpty()) {
            tell.accept("no peer is measured: ours alone would be no comparison");
        }
        List<Profile> profiles = List.of(
                recorder.record(() -> lifeboat.backup(Runbooks.SOURCE)),
                recorder.record(() -> lifeboat.restore(Runbooks.SOURCE)));
        around.server().drop(Runbooks.SOURCE);
        return new ShapeResult(
                shape,
                size,
                Targets.of(pairs, once, skipped, profiles, !dataset.firstPhase().isEmpty()),
                OurRun.medians(
                        pairs.stream().flatMap(pair -> pair.ours().stream()).toList()),
                byPeer(pair -> pair.theirs().seconds()),
                byPeer(Pair::ratio),
                pairs,
                once,
                skipped,
                profiles);
    }

    private void onlyOnce(List<Peer> peers) throws IOException, SQLException {
        for (Peer peer : peers) {
            Peer.Measure measure = peer.everyRound() ? null : theirs(peer);
            if (measure != null) {
                once.put(peer.name(), measure);
                tell.accept("%s: %.2f s, %,d bytes".formatted(peer.name(), measure.seconds(), measure.bytes()));
            }
        }
    }

    /** Ours and a peer's, one right after the other; who begins changes from round to round. */
    private void pair(int round, Peer peer) throws IOException, SQLException {
        boolean peerFirst = round % 2 == 0;
        Peer.Measure theirs = peerFirst ? theirs(peer) : null;
        if (peerFirst && theirs == null) {
            return;
        }
        List<OurRun> ours = ours(peer.work());
        if (theirs == null) {
            theirs = theirs(peer);
        }
        if (theirs == null) {
            return;
        }
        Pair pair = new Pair(round, peer.name(), peerFirst, ours, theirs);
        pairs.add(pair);
        tell.accept("round %d: %s ours %.2f s, %s %.2f s, ratio %.2f"
                .formatted(
                        round, peer.work().wireName(), pair.ourSeconds(), peer.name(), theirs.seconds(), pair.ratio()));
    }

    /** Null if the peer's own program fails: that must not end the bench. A failure of ours does. */
    private Peer.@Nullable Measure theirs(Peer peer) throws IOException, SQLException {
        try {
            return peer.run(around);
        } catch (LifeboatException e) {
            switch (e.code()) {
                case TOOL_MISSING, TOOL_TOO_OLD, TOOL_FAILED -> skip(peer, String.valueOf(e.getMessage()));
                default -> throw e;
            }
            return null;
        }
    }

    private List<OurRun> ours(Work work) throws IOException, SQLException {
        return switch (work) {
            case BACKUP -> List.of(lifeboat.backup(Runbooks.SOURCE));
            case RESTORE -> List.of(restoreOfASet());
            case COPY -> List.of(lifeboat.backup(Runbooks.SOURCE), lifeboat.restore(Runbooks.SOURCE));
        };
    }

    private OurRun restoreOfASet() throws IOException, SQLException {
        if (!Files.exists(Runbooks.store(around.folder(), Runbooks.SOURCE))) {
            lifeboat.backup(Runbooks.SOURCE);
        }
        return lifeboat.restore(Runbooks.SOURCE);
    }

    private void skip(Peer peer, String why) {
        skipped.put(peer.name(), why);
        tell.accept(peer.name() + " is skipped: " + why);
    }

    private SortedMap<String, Statistics> byPeer(Function<Pair, Double> figure) {
        SortedMap<String, List<Double>> figures = new TreeMap<>();
        pairs.forEach(pair -> figures.computeIfAbsent(pair.peer(), unknown -> new ArrayList<>())
                .add(figure.apply(pair)));
        SortedMap<String, Statistics> medians = new TreeMap<>();
        figures.forEach((peer, values) -> medians.put(peer, Statistics.of(values)));
        return medians;
    }
}
