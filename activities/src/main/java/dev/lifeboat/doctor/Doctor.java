package dev.lifeboat.doctor;

import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.backup.Preflight;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Looks at everything a runbook's runs need. A check never throws: what it meets is its finding. Changes nothing, but for one object
 * in each store that is removed again where that is allowed.
 */
public final class Doctor {
    private final Runbook runbook;
    private final Secrets secrets;
    private final ClientTools tools;
    private final PostgresConnector connector;
    private final Path state;

    /** @param state the folder of this machine's state */
    public Doctor(Runbook runbook, Secrets secrets, PostgresConnector connector, ClientTools tools, Path state) {
        this.runbook = runbook;
        this.secrets = secrets;
        this.tools = tools;
        this.connector = connector;
        this.state = state;
    }

    /** All findings about tools, files, keys, stores, channels, source, drill server and the declared target. */
    public List<Finding> examine(Instant now) {
        KeyChecks keys = new KeyChecks(runbook.keys(), secrets, now);
        List<Finding> findings = new ArrayList<>(Programs.examine(tools));
        Finding unmade = keys.unmade();
        findings.addAll(unmade == null ? keys.examine() : List.of(unmade));
        findings.addAll(files());
        findings.addAll(stores(any -> true));
        findings.addAll(channels());
        // Without keys both would only say so again.
        if (unmade == null) {
            findings.add(guarded("alarms", this::alarms));
            findings.add(guarded("source", this::source));
        }
        findings.addAll(roles());
        String target = runbook.target();
        if (target != null) {
            findings.add(guarded("target", () -> RestoreSpeed.examine(connector, new DatabaseRef(target, null))));
        }
        return findings;
    }

    /** What a worker's machine brings along: programs, a private key that fits, files that are private, room. */
    public List<Finding> machine() {
        List<Finding> findings = new ArrayList<>(Programs.examine(tools));
        if (!runbook.keys().privateKeys().isEmpty()) {
            KeyChecks keys = new KeyChecks(runbook.keys(), secrets, Instant.EPOCH);
            Finding unmade = keys.unmade();
            findings.add(unmade == null ? keys.privateKey() : unmade);
        }
        findings.addAll(files());
        return findings;
    }

    /**
     * What stores do with one object, and whether they are all in one place.
     *
     * @param wanted by the name of a store
     */
    public List<Finding> stores(Predicate<String> wanted) {
        return StoreChecks.examine(runbook.store(), secrets, wanted);
    }

    /** Whether people would hear of what happens. */
    public List<Finding> channels() {
        return NoticeChecks.examine(runbook, secrets);
    }

    /** Whether the roles that Lifeboat has in the source and on the drill server suit what it does there. */
    public List<Finding> roles() {
        List<Finding> findings = new ArrayList<>(sourceRole());
        findings.add(guarded("drill server", this::drillServer));
        return findings;
    }

    private List<Finding> files() {
        List<Finding> findings = new ArrayList<>();
        SecretFiles.of(runbook).forEach(file -> findings.addAll(FileRights.ofSecret(file)));
        runbook.store().all().forEach(store -> {
            if (store.path() != null) {
                findings.addAll(FileRights.ofStore("folder " + store.name(), Path.of(store.path())));
            }
        });
        findings.addAll(FileRights.ofState(state));
        return findings;
    }

    /** Any check's finding, also when it fails. */
    static Finding guarded(String check, Supplier<Finding> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            LifeboatException known = Failures.find(e);
            return known == null
                    ? Finding.bad(
                            check,
                            ErrorCode.INTERNAL,
                            "unexpected " + e.getClass().getName(),
                            ErrorCode.INTERNAL.hint())
                    : Finding.bad(check, known.code(), String.valueOf(known.getMessage()), fix(known.code()));
        }
    }

    private static String fix(ErrorCode code) {
        return switch (code) {
            case PRIVILEGE_MISSING ->
                "GRANT pg_read_all_data TO <role>; and ALTER ROLE <role> BYPASSRLS where row security is on";
            case TOOL_MISSING, TOOL_TOO_OLD ->
                "install client tools of the server's major version: apt-get install postgresql-client-<major>";
            default -> code.hint();
        };
    }

    private Finding source() {
        try {
            return usableSource();
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.PRIVILEGE_MISSING) {
                throw e;
            }
            return Finding.bad("source", e.code(), String.valueOf(e.getMessage()), grants());
        }
    }

    /** The statements that this very role lacks. */
    private String grants() {
        try (Connection connection = connector.connect(
                        new DatabaseRef(runbook.database().url(), null), ErrorCode.SOURCE_UNREACHABLE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.quote_ident(current_user), rolbypassrls,"
                        + " EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = 'pg_read_all_data'"
                        + " AND pg_catalog.pg_has_role(current_user, r.oid, 'USAGE'))"
                        + " FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            row.next();
            List<String> statements = new ArrayList<>();
            if (!row.getBoolean(3)) {
                statements.add("GRANT pg_read_all_data TO " + row.getString(1));
            }
            if (!row.getBoolean(2)) {
                statements.add("ALTER ROLE " + row.getString(1) + " BYPASSRLS"
                        + (statements.isEmpty() ? ": row security is on there" : " where row security is on"));
            }
            return statements.isEmpty() ? fix(ErrorCode.PRIVILEGE_MISSING) : String.join("; and ", statements);
        } catch (SQLException | LifeboatException e) {
            return fix(ErrorCode.PRIVILEGE_MISSING);
        }
    }

    private Finding usableSource() {
        OpenVault vault = OpenVault.writing(Vault.of(runbook), secrets);
        Preflight.Outlook outlook = new Preflight(connector, tools).look(runbook, vault);
        String detail = outlook.source().database() + ", PostgreSQL "
                + outlook.source().serverVersion() / 10000 + ", "
                + new ByteCount(outlook.bytes()).human();
        return outlook.warnings().isEmpty()
                ? Finding.ok("source", detail)
                : Finding.warning(
                        "source", detail + "; " + String.join("; ", outlook.warnings()), "see the warning's own words");
    }

    private Finding alarms() {
        List<String> open = new Alarms(OpenVault.of(Vault.of(runbook), secrets))
                .list().stream()
                        .filter(Alarms.Raised::open)
                        .map(alarm -> alarm.mark().set() + ": " + alarm.mark().detail())
                        .toList();
        return open.isEmpty()
                ? Finding.ok("alarms", "none that nobody has looked at")
                : Finding.warning("alarms", String.join("; ", open), ErrorCode.RETENTION_STOPPED.hint());
    }

    /** A backup needs to read, and no more. */
    private List<Finding> sourceRole() {
        Finding finding = guarded("source role", () -> {
            try (Connection connection = connector.connect(
                            new DatabaseRef(runbook.database().url(), null), ErrorCode.SOURCE_UNREACHABLE);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT current_user, rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
                row.next();
                String role = row.getString(1);
                return row.getBoolean(2)
                        ? Finding.warning(
                                "source role",
                                role + " is a superuser",
                                "CREATE ROLE lifeboat LOGIN BYPASSRLS; GRANT pg_read_all_data TO lifeboat; and name it in database.url")
                        : Finding.ok("source role", role);
            } catch (SQLException e) {
                throw new LifeboatException(ErrorCode.SOURCE_UNREACHABLE, PostgresConnector.firstLine(e), e);
            }
        });
        // The source's own finding has said already that it cannot be reached.
        return finding.level() == Finding.Level.BAD ? List.of() : List.of(finding);
    }

    private Finding drillServer() {
        String server = runbook.drillServer();
        if (server == null) {
            return Finding.ok("drill server", "none named: drills use an embedded PostgreSQL of this machine");
        }
        try (Connection connection = connector.connect(new DatabaseRef(server, null), ErrorCode.TARGET_UNREACHABLE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT rolcreatedb OR rolsuper, current_user"
                        + " FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            row.next();
            return row.getBoolean(1)
                    ? Finding.ok("drill server", "reachable as " + row.getString(2))
                    : Finding.bad(
                            "drill server",
                            row.getString(2) + " may not create databases there",
                            "ALTER ROLE " + row.getString(2) + " CREATEDB");
        } catch (SQLException e) {
            throw new LifeboatException(ErrorCode.TARGET_UNREACHABLE, PostgresConnector.firstLine(e), e);
        }
    }
}
