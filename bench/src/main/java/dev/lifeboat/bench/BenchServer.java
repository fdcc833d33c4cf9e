package dev.lifeboat.bench;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.postgres.LibpqUrl;
import dev.lifeboat.postgres.PostgresConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** The server that everything is measured on, and the bench's own databases on it. */
final class BenchServer implements AutoCloseable {
    private static final Path SYSTEM = Path.of("/usr/lib/postgresql");

    private final LibpqUrl url;
    private final @Nullable EmbeddedServer own;
    private final Path folder;
    private final boolean keep;
    private final String prefix;
    private final Set<String> made = new TreeSet<>();
    private final List<String> roles = new ArrayList<>();
    private final int version;

    private BenchServer(LibpqUrl url, @Nullable EmbeddedServer own, Path folder, boolean keep) throws SQLException {
        this.url = url;
        this.own = own;
        this.folder = folder;
        this.keep = keep;
        this.prefix = "lifeboat_bench_"
                + HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt(1 << 16)) + "_";
        this.version = Integer.parseInt(text("SHOW server_version_num"));
    }

    /** Joins the plan's server, or makes one of the system's binaries, else of the embedded ones. */
    static BenchServer open(BenchPlan plan, Workspace workspace) throws IOException, SQLException {
        Path folder = workspace.folder().resolve("postgres");
        String given = plan.url();
        if (given != null) {
            return new BenchServer(LibpqUrl.parse(given), null, folder, plan.keep());
        }
        // Owned before it is started: what is stopped halfway is removed too.
        workspace.own(() -> {
            if (!plan.keep()) {
                EmbeddedServer.destroy(folder);
            }
        });
        SortedMap<String, String> settings = ServerSettings.of(plan.bytes(), workspace.inner("sockets"));
        EmbeddedServer own = EmbeddedServer.start(folder, installation().orElse(null), settings);
        return new BenchServer(LibpqUrl.parse(own.url("postgres")), own, folder, plan.keep());
    }

    /** The newest that the distribution has installed. */
    static Optional<Path> installation() throws IOException {
        if (!Files.isDirectory(SYSTEM)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(SYSTEM)) {
            return versions.filter(version -> Files.isExecutable(version.resolve("bin/postgres")))
                    .max(Comparator.comparingInt(BenchServer::major));
        }
    }

    private static int major(Path version) {
        String name = String.valueOf(version.getFileName());
        return name.matches("\\d{1,3}") ? Integer.parseInt(name) : 0;
    }

    /** Whether the bench started it, and may read its files. */
    boolean isOwn() {
        return own != null;
    }

    /** The data directory of a server of our own. */
    Path data() {
        return folder.resolve("data");
    }

    LibpqUrl url(String role) {
        return url.withDatabase(prefix + role);
    }

    /** The URL with its password, for an environment variable. */
    String secretUrl(String role) {
        return url(role).reveal();
    }

    /** For pg_dump and its like. */
    Map<String, String> environment(String role) {
        return url(role).environment();
    }

    /** The client tool that suits this server. Throws TOOL_MISSING, TOOL_TOO_OLD. */
    String tool(String name) {
        return new ClientTools(System.getenv()).require(name, version).path().toString();
    }

    /** Where the client tools of this server's version lie, for programs that look for them on the PATH. */
    String toolFolder() {
        return String.valueOf(Path.of(tool("pg_dump")).getParent());
    }

    int port() {
        return url.hosts().get(0).port();
    }

    Connection connect(String role) throws SQLException {
        return connect(url(role));
    }

    private static Connection connect(LibpqUrl to) throws SQLException {
        Connection connection = new Driver().connect(to.jdbcUrl(), to.properties());
        if (connection == null) {
            throw new SQLException("the driver does not accept the URL");
        }
        return connection;
    }

    /** Makes a new, empty database, in place of one of this name. */
    void create(String role) throws SQLException {
        drop(role);
        made.add(role);
        execute("CREATE DATABASE " + prefix + role + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    }

    /** Drops a database of the bench, if it is there. */
    void drop(String role) throws SQLException {
        execute("DROP DATABASE IF EXISTS " + prefix + role + (version >= 130000 ? " WITH (FORCE)" : ""));
        made.remove(role);
    }

    /** These roles are the bench's, and are dropped after its databases. */
    void ownRoles(List<String> names) {
        roles.addAll(names);
    }

    /** Writes out what earlier work has left in memory, so that it does not slow down the next. */
    void settle() throws SQLException {
        execute("CHECKPOINT");
    }

    /** The settings that matter here, as the server has them. */
    SortedMap<String, String> settings() throws SQLException {
        SortedMap<String, String> settings = new TreeMap<>();
        for (String name : ServerSettings.REPORTED) {
            settings.put(name, text("SHOW " + name));
        }
        return settings;
    }

    /** The first column of the first row of a query on the maintenance database. */
    String text(String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Drops the bench's databases; a server of our own is stopped with its folder's data, which the workspace removes. */
    @Override
    public void close() {
        if (own != null) {
            if (keep) {
                own.stop();
            } else {
                own.destroy();
            }
            return;
        }
        if (keep) {
            return;
        }
        try {
            for (String role : Set.copyOf(made)) {
                drop(role);
            }
            for (String role : roles) {
                execute("DROP ROLE IF EXISTS " + role);
            }
        } catch (SQLException e) {
            throw new LifeboatException(
                    ErrorCode.SOURCE_UNREACHABLE,
                    "databases " + prefix + "* were not all dropped: " + PostgresConnector.firstLine(e),
                    e);
        }
    }
}
