package dev.lifeboat.rollback;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.ToolRun;
import dev.lifeboat.set.DatabaseRef;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads definitions with {@code pg_dump}. */
final class LiveDefinitions {
    private final PostgresConnector connector;
    private final ClientTools tools;
    private final int serverVersion;

    /** Reads with a {@code pg_dump} that suits this version. */
    LiveDefinitions(PostgresConnector connector, ClientTools tools, int serverVersion) {
        this.connector = connector;
        this.tools = tools;
        this.serverVersion = serverVersion;
    }

    /** All of them by key, in an order in which they can be made. Throws TOOL_MISSING, TOOL_TOO_OLD, TOOL_FAILED. */
    Map<String, Definition> read(DatabaseRef database) {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        ToolRun.run(
                tools.require("pg_dump", serverVersion).path(),
                List.of(
                        "--schema-only",
                        "--verbose",
                        "--no-password",
                        "--no-subscriptions",
                        "--lock-wait-timeout=30s",
                        "--encoding=UTF8",
                        "--exclude-schema=_lifeboat_restore",
                        "--exclude-schema=_lifeboat_repair"),
                connector.environment(database),
                dump);
        return Definition.read(dump.toString(StandardCharsets.UTF_8));
    }

    /** Of all definitions, whatever their order. */
    static String digest(Map<String, Definition> definitions) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(definitions).forEach((key, definition) -> text.append(key)
                .append('\n')
                .append(definition.comparable())
                .append('\n'));
        return Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
