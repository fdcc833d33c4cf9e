package dev.lifeboat.store.azure;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that fails at some of its requests, and a network that loses answers. */
final class FaultyFront extends Front {
    /** How a request fails. */
    enum Fault {
        /** The server is busy, and does nothing. */
        BUSY,
        /** The server does what it is asked, and nobody hears of it. */
        ANSWER_LOST,
        /** The answer breaks off in the middle. */
        ANSWER_CUT
    }

    private final Fault fault;
    private final String requests;
    private final AtomicInteger left;

    /** Lets the first so many requests fail whose method and query match a pattern. */
    FaultyFront(String behind, Fault fault, String requests, int times) throws IOException {
        super(behind);
        this.fault = fault;
        this.requests = requests;
        this.left = new AtomicInteger(times);
    }

    /** How many requests have still to fail; below 0: more were made. */
    int left() {
        return left.get();
    }

    @Override
    void answer(HttpExchange exchange) throws IOException, InterruptedException {
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getQuery();
        boolean fails = request.matches(requests) && left.getAndDecrement() > 0;
        if (fails && fault == Fault.BUSY) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("x-ms-error-code", "ServerBusy");
            send(exchange, 503, new byte[0], 0);
            return;
        }
        HttpResponse<byte[]> answer = pass(exchange, Set.of());
        byte[] body = answer.body();
        if (!fails) {
            send(exchange, answer.statusCode(), body, body.length);
        } else if (fault == Fault.ANSWER_CUT) {
            send(exchange, answer.statusCode(), body, body.length / 2);
        }
    }
}
