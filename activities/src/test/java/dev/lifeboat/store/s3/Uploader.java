package dev.lifeboat.store.s3;

import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** A process of its own that writes into a bucket: one that can be killed, or that has little memory. */
public final class Uploader {
    private Uploader() {}

    /** Starts it: {@code forever} writes until it is killed, a number writes and reads so many MiB. */
    static Process start(VersityGateway gateway, String bucket, String work, String memory) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Uploader.class.getName(),
                gateway.endpoint(),
                bucket,
                work));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Arguments: endpoint, bucket, work. Says {@code uploading} when parts are at the server. */
    public static void main(String[] arguments) throws Exception {
        Store store = Stores.open(
                VersityGateway.location(
                        arguments[0], arguments[1], null, VersityGateway.ROOT, VersityGateway.SECRET, null),
                new Secrets(Map.of()));
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        if (arguments[2].equals("forever")) {
            writeForEver(store, block);
        } else {
            writeAndRead(store, block, Integer.parseInt(arguments[2]));
        }
    }

    private static void writeForEver(Store store, byte[] block) throws IOException {
        try (ObjectWriter whole = store.create("daily/2026-01-01/claim.json")) {
            whole.write(block);
            whole.commit();
        }
        try (ObjectWriter writer = store.create("daily/2026-01-01/data/public.a/00001.copy.zst.pgp")) {
            for (int number = 1; ; number++) {
                writer.write(block);
                if (number == 20) {
                    say("uploading");
                }
            }
        }
    }

    private static void writeAndRead(Store store, byte[] block, int mebibytes) throws Exception {
        long begin = System.nanoTime();
        MessageDigest written = MessageDigest.getInstance("SHA-256");
        try (ObjectWriter writer = store.create("large");
                DigestOutputStream out = new DigestOutputStream(writer, written)) {
            for (int number = 0; number < mebibytes; number++) {
                block[number % block.length]++;
                out.write(block);
            }
            writer.commit();
        }
        long middle = System.nanoTime();
        MessageDigest read = MessageDigest.getInstance("SHA-256");
        long bytes;
        try (InputStream in = new DigestInputStream(store.read("large"), read)) {
            bytes = in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        long end = System.nanoTime();
        if (!MessageDigest.isEqual(written.digest(), read.digest())) {
            throw new IllegalStateException("other bytes came back");
        }
        say("bytes=" + bytes + " write-seconds=" + seconds(middle - begin) + " read-seconds=" + seconds(end - middle)
                + " heap-limit=" + Runtime.getRuntime().maxMemory());
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    private static void say(String line) {
        try {
            System.out.write((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            System.out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
