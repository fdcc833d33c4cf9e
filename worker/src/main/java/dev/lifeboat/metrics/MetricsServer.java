package dev.lifeboat.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code GET /metrics} of a worker, and nothing else. Who may reach its address may read them: it has no secret and no row. */
public final class MetricsServer implements AutoCloseable {
    private static final int AT_A_TIME = 2;

    private final HttpServer server;
    private final ExecutorService answering = Executors.newFixedThreadPool(AT_A_TIME, task -> {
        Thread thread = new Thread(task, "metrics");
        thread.setDaemon(true);
        return thread;
    });

    private MetricsServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts listening; throws USAGE where it cannot.
     *
     * @param port 0 for a free one
     */
    public static MetricsServer start(String host, int port, Supplier<String> scrape) {
        try {
            MetricsServer listening = new MetricsServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getAllByName(host)[0], port), 0));
            listening.server.createContext("/", exchange -> answer(exchange, scrape));
            listening.server.setExecutor(listening.answering);
            listening.server.start();
            return listening;
        } catch (IOException | IllegalArgumentException e) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "metrics cannot be given at " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Supplier<String> scrape) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals("/metrics");
            boolean get = exchange.getRequestMethod().equals("GET");
            byte[] text = (known && get ? scrape.get() : "").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(!known ? 404 : get ? 200 : 405, text.length == 0 ? -1 : text.length);
            if (text.length > 0) {
                exchange.getResponseBody().write(text);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        answering.shutdownNow();
    }
}
