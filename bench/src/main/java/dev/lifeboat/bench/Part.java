package dev.lifeboat.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a thread was doing, told by its stack. */
enum Part {
    /** Waiting for PostgreSQL on a connection. */
    SERVER,
    /** The driver: taking rows from a connection, or giving them to it. */
    READ,
    /** Row hashes and counts. */
    HASH,
    COMPRESS,
    DECOMPRESS,
    ENCRYPT,
    DECRYPT,
    /** SHA-256 of what is stored, and OpenPGP's own. */
    DIGEST,
    /** Writing to and reading from the store. */
    STORE,
    /** pg_dump and pg_restore, for definitions. */
    TOOLS,
    /** Temporal's client, its messages and their JSON. */
    TEMPORAL,
    /** Waiting for another thread of ours. */
    WAIT,
    OTHER;

    /** One frame of a stack: a class's full name and a method's. */
    record Frame(String type, String method) {}

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What the frames say, the innermost first: the first that is somebody's own work decides.
     *
     * @return null if the thread did no work of ours: it stood idle
     */
    static @Nullable Part of(List<Frame> frames) {
        boolean socket = false;
        boolean ours = false;
        for (Frame frame : frames) {
            socket |= frame.type().startsWith("sun.nio.ch.") || frame.type().startsWith("java.net.Socket");
            ours |= frame.type().startsWith("dev.lifeboat.");
            Part part = of(frame, socket, frames);
            if (part != null) {
                return part == TEMPORAL && idle(frames) ? null : part;
            }
        }
        return ours ? OTHER : idle(frames) ? null : OTHER;
    }

    private static @Nullable Part of(Frame frame, boolean socket, List<Frame> frames) {
        String type = frame.type();
        if (starts(type, "com.github.luben.zstd.", "java.util.zip.", "org.apache.commons.compress.")) {
            return unpacks(frame) ? DECOMPRESS : COMPRESS;
        }
        if (starts(type, "sun.security.provider.", "java.security.MessageDigest", "java.security.Digest")) {
            return DIGEST;
        }
        if (starts(type, "com.dynatrace.hash4j.", "dev.lifeboat.archive.RowHash", "dev.lifeboat.archive.RowCounter")) {
            return HASH;
        }
        if (starts(type, "javax.crypto.", "com.sun.crypto.", "org.bouncycastle.")) {
            return frames.stream().anyMatch(Part::opens) ? DECRYPT : ENCRYPT;
        }
        if (starts(type, "org.postgresql.")) {
            return socket ? SERVER : READ;
        }
        if (starts(
                type,
                "sun.nio.ch.FileChannel",
                "sun.nio.ch.FileDispatcher",
                "java.io.FileOutputStream",
                "sun.nio.fs.",
                "dev.lifeboat.store.",
                "software.amazon.")) {
            return STORE;
        }
        if (starts(type, "java.lang.Process", "dev.lifeboat.postgres.ToolRun")) {
            return frames.stream().anyMatch(each -> each.type().startsWith("dev.lifeboat.")) ? TOOLS : null;
        }
        return starts(type, "io.temporal.", "io.grpc.", "com.google.protobuf.", "com.fasterxml.jackson.")
                ? TEMPORAL
                : null;
    }

    /** Threads that wait for events which may never come. */
    private static boolean idle(List<Frame> frames) {
        if (frames.isEmpty()) {
            return true;
        }
        Frame top = frames.get(0);
        return top.method().toLowerCase(Locale.ROOT).contains("epoll")
                || starts(top.type(), "sun.nio.ch.EPoll", "sun.nio.ch.Net")
                || top.method().startsWith("waitFor")
                || top.method().startsWith("accept");
    }

    private static boolean unpacks(Frame frame) {
        return frame.type().contains("Input")
                || frame.type().contains("Inflater")
                || frame.method().toLowerCase(Locale.ROOT).contains("decompress");
    }

    private static boolean opens(Frame frame) {
        return frame.type().contains("Opener")
                || frame.type().contains("PartReader")
                || frame.type().contains("Decrypt")
                || frame.type().contains("CipherInputStream");
    }

    private static boolean starts(String type, String... prefixes) {
        for (String prefix : prefixes) {
            if (type.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
