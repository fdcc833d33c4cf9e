package dev.lifeboat.bench;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param bytes wanted heap bytes of a shape
 * @param rounds how often each pair is measured
 * @param authShare per cent of the bytes that the first phase of the mixed shape has
 * @param heap the worker's largest heap, as java takes it
 * @param url an existing server; null: one of our own
 * @param folder in which the bench makes its own
 * @param keep whether folder and databases stay
 * @param warm whether the worker does something before anything counts
 */
record BenchPlan(
        long bytes,
        List<Shape> shapes,
        int rounds,
        List<Peer> peers,
        int authShare,
        String heap,
        @Nullable String url,
        Path folder,
        boolean keep,
        boolean warm) {
    BenchPlan {
        shapes = List.copyOf(shapes);
        peers = List.copyOf(peers);
    }
}
