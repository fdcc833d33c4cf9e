package dev.lifeboat.notice;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Puts TLS before a mail server that has none: by STARTTLS, or from the first byte. Remembers what was said in plain text. */
final class TlsMailServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<String> plain = new CopyOnWriteArrayList<>();
    private final SSLContext tls;
    private final boolean startTls;
    private final int behind;

    TlsMailServer(Path folder, int behind, boolean startTls) throws Exception {
        this.behind = behind;
        this.startTls = startTls;
        this.tls = context(folder);
        Thread accepting = new Thread(this::accept, "tls-mail-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What clients said before TLS. */
    List<String> plain() {
        return plain;
    }

    /** A client's factory that trusts this server's certificate. */
    SSLSocketFactory trusting() {
        return tls.getSocketFactory();
    }

    private static SSLContext context(Path folder) throws Exception {
        Path file = folder.resolve("mail.p12");
        if (!Files.exists(file)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "mail",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=dns:localhost",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .start();
            if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
                throw new IllegalStateException("keytool failed");
            }
        }
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("mail", store.getCertificate("mail"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try (Socket client = listening.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                serve(client, server);
            } catch (IOException | GeneralSecurityException e) {
                // The client went, or the test is over.
                plain.add("ended: " + e.getClass().getSimpleName());
            }
        }
    }

    private void serve(Socket client, Socket server) throws IOException, GeneralSecurityException {
        Socket safe = client;
        if (startTls) {
            talk(client);
            // Its greeting was ours.
            line(server.getInputStream());
            safe = secured(client);
        } else {
            safe = secured(client);
        }
        Socket both = safe;
        Thread answers = new Thread(() -> copy(server, both), "answers");
        answers.setDaemon(true);
        answers.start();
        copy(both, server);
    }

    private Socket secured(Socket client) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    private void talk(Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        InputStream in = client.getInputStream();
        say(out, "220 ready");
        while (true) {
            String line = line(in);
            plain.add(line);
            if (line.startsWith("STARTTLS")) {
                say(out, "220 go ahead");
                return;
            }
            say(out, line.startsWith("EHLO") ? "250-localhost\r\n250 STARTTLS" : "502 first STARTTLS");
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(new Flushing(to.getOutputStream()));
        } catch (IOException e) {
            // One of them hung up.
        }
    }

    /** Up to the end of the line, and no byte of what follows: that may be TLS. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("gone");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Sends at once what it gets. */
    private static final class Flushing extends OutputStream {
        private final OutputStream out;

        Flushing(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            out.flush();
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
