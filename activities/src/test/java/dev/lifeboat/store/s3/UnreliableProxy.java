package dev.lifeboat.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before an S3 server, and does to each request what a test says: one connection a request, its bytes unchanged. */
final class UnreliableProxy implements AutoCloseable {
    /** What to do with a request. */
    sealed interface Trouble {
        /** Nothing. */
        record None() implements Trouble {}

        /** The connection ends after so many bytes of the answer, head included. */
        record Cut(int bytes) implements Trouble {}

        /** The server does it, and nobody hears of it. */
        record Lost() implements Trouble {}

        /** This answer and not the server's. */
        record Instead(String answer) implements Trouble {}

        /** No answer at all, on an open connection. */
        record Silence() implements Trouble {}
    }

    /** Says what to do with a request; the head is its first lines, as they came. */
    interface Rule {
        Trouble of(String head);
    }

    private static final Logger LOG = LoggerFactory.getLogger(UnreliableProxy.class);
    private static final Pattern LENGTH = Pattern.compile("\ncontent-length: *(\\d+)");

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> silent = new CopyOnWriteArrayList<>();
    private final URI server;
    private volatile Rule rule = head -> new Trouble.None();

    UnreliableProxy(String server) throws IOException {
        this.server = URI.create(server);
        threads.execute(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    void rule(Rule other) {
        heads.clear();
        rule = other;
    }

    /** The requests since the rule was given. */
    List<String> heads() {
        return heads;
    }

    /** An error as S3 writes it. */
    static Trouble error(int status, String code, String message) {
        String body = "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>";
        return new Trouble.Instead("HTTP/1.1 " + status + " Reason\r\nx-amz-bucket-region: eu-north-1\r\n"
                + "Content-Type: application/xml\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n"
                + body);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                LOG.debug("event=listener-closed error={}", e.getMessage());
            }
        }
    }

    private void serve(Socket client) {
        try {
            if (!answer(client)) {
                client.close();
            }
        } catch (IOException e) {
            // The client has gone, as it may when it gives up.
            LOG.debug("event=connection-left error={}", e.getMessage());
        }
    }

    /** Returns whether the connection is to stay open. */
    private boolean answer(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        String head = head(in);
        if (head.isEmpty()) {
            return false;
        }
        if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            client.getOutputStream().write(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        heads.add(head);
        Trouble trouble = rule.of(head);
        if (trouble instanceof Trouble.Silence) {
            silent.add(client);
            return true;
        }
        if (trouble instanceof Trouble.Instead instead) {
            client.getOutputStream().write(ascii(instead.answer()));
            return false;
        }
        byte[] answer = ask(head, body);
        if (!(trouble instanceof Trouble.Lost)) {
            int sent = trouble instanceof Trouble.Cut cut ? Math.min(cut.bytes(), answer.length) : answer.length;
            client.getOutputStream().write(answer, 0, sent);
        }
        return false;
    }

    private byte[] ask(String head, byte[] body) throws IOException {
        String once = head.replaceFirst("(?i)\r\nconnection:[^\r]*", "")
                .replaceFirst("(?i)\r\nexpect:[^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = upstream.getOutputStream();
            out.write(ascii(once));
            out.write(body);
            out.flush();
            return upstream.getInputStream().readAllBytes();
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (b == '\n' && head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : silent) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
