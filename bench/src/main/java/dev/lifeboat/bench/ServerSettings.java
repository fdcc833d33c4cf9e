package dev.lifeboat.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the bench's own server is set: the one place. What is not named is PostgreSQL's default. */
final class ServerSettings {
    private static final long MEBIBYTE = 1 << 20;

    /** Shown in the report, whoever set them. */
    static final List<String> REPORTED = List.of(
            "server_version",
            "shared_buffers",
            "max_wal_size",
            "checkpoint_timeout",
            "fsync",
            "full_page_writes",
            "synchronous_commit",
            "wal_level",
            "maintenance_work_mem",
            "max_parallel_maintenance_workers",
            "autovacuum");

    private ServerSettings() {}

    /**
     * Settings for so many bytes of data. Without fsync, so that the tools are compared and not the disk; with room for WAL,
     * so that no checkpoint falls into one tool's run and not into another's.
     *
     * @param sockets the folder of the Unix socket, which pgBackRest needs
     */
    static SortedMap<String, String> of(long bytes, Path sockets) {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("shared_buffers", Math.max(128, Math.min(2048, bytes / MEBIBYTE)) + "MB");
        settings.put("max_wal_size", "16GB");
        settings.put("checkpoint_timeout", "30min");
        settings.put("maintenance_work_mem", "256MB");
        settings.put("autovacuum", "off");
        // 5,000 tables with their indexes are locked by each side at once.
        settings.put("max_locks_per_transaction", "1024");
        settings.put("unix_socket_directories", sockets.toString());
        return settings;
    }
}
