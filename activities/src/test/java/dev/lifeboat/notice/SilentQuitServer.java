package dev.lifeboat.notice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that takes every mail and never answers a QUIT. */
final class SilentQuitServer implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();

    SilentQuitServer() throws IOException {
        Thread accepting = new Thread(this::accept, "silent-quit-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The mails that it took. */
    List<String> taken() {
        return taken;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                clients.add(client);
                talk(client);
            } catch (IOException e) {
                taken.add("ended: " + e.getClass().getSimpleName());
            }
        }
    }

    private void talk(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = client.getOutputStream();
        say(out, "220 ready");
        StringBuilder mail = null;
        for (String line = in.readLine(); line != null && !line.equals("QUIT"); line = in.readLine()) {
            if (mail == null) {
                say(out, line.equals("DATA") ? "354 go on" : "250 ok");
                mail = line.equals("DATA") ? new StringBuilder() : null;
            } else if (line.equals(".")) {
                taken.add(mail.toString());
                mail = null;
                say(out, "250 taken");
            } else {
                mail.append(line).append('\n');
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
