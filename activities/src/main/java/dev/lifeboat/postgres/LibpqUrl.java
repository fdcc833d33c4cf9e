package dev.lifeboat.postgres;

import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A libpq connection URI, {@code postgresql://user:password@host:port/database?sslmode=require}. Prints without its
 * password. Several hosts and all parameters that both libpq and the JDBC driver know are understood; another parameter is
 * an error, as it is for libpq, because ignoring one (a misspelt {@code sslmode}) would be worse.
 *
 * @param hosts in the order in which they are tried; never empty
 * @param password null if the URI has none
 * @param parameters by libpq's names
 */
public record LibpqUrl(
        List<Host> hosts,
        String user,
        @Nullable Secret password,
        String database,
        SortedMap<String, String> parameters) {

    /** One server. An IPv6 address stands without brackets. */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /** What each parameter is for the JDBC driver and for the client tools. */
    private static final Map<String, Names> KNOWN = Map.ofEntries(
            Map.entry("sslmode", new Names("sslmode", "PGSSLMODE")),
            Map.entry("sslrootcert", new Names("sslrootcert", "PGSSLROOTCERT")),
            Map.entry("sslcert", new Names("sslcert", "PGSSLCERT")),
            Map.entry("sslkey", new Names("sslkey", "PGSSLKEY")),
            Map.entry("sslnegotiation", new Names("sslNegotiation", "PGSSLNEGOTIATION")),
            Map.entry("connect_timeout", new Names("connectTimeout", "PGCONNECT_TIMEOUT")),
            Map.entry("channel_binding", new Names("channelBinding", "PGCHANNELBINDING")),
            Map.entry("gssencmode", new Names("gssEncMode", "PGGSSENCMODE")),
            Map.entry("target_session_attrs", new Names("targetServerType", "PGTARGETSESSIONATTRS")),
            Map.entry("options", new Names("options", "PGOPTIONS")),
            Map.entry("application_name", new Names("ApplicationName", "PGAPPNAME")));

    private record Names(String jdbc, String environment) {}

    public LibpqUrl {
        hosts = List.copyOf(hosts);
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    /**
     * Reads a URI. Throws {@link LifeboatException} USAGE; the message names the wrong part and never repeats the text, which
     * may hold a password.
     */
    public static LibpqUrl parse(String text) {
        String rest;
        if (text.startsWith("postgresql://")) {
            rest = text.substring("postgresql://".length());
        } else if (text.startsWith("postgres://")) {
            rest = text.substring("postgres://".length());
        } else {
            throw wrong("it does not start with postgresql://");
        }
        if (rest.indexOf('#') >= 0) {
            throw wrong("a # must be written as %23");
        }
        int question = rest.indexOf('?');
        SortedMap<String, String> parameters = parameters(question < 0 ? "" : rest.substring(question + 1));
        String main = question < 0 ? rest : rest.substring(0, question);
        int slash = main.indexOf('/');
        String authority = slash < 0 ? main : main.substring(0, slash);
        String database = slash < 0 ? "" : decode(main.substring(slash + 1));
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        String user = decode(colon < 0 ? login : login.substring(0, colon));
        String password = colon < 0 ? "" : decode(login.substring(colon + 1));
        List<Host> hosts = hosts(authority.substring(at + 1), parameters);
        user = orParameter(user, parameters, "user");
        password = orParameter(password, parameters, "password");
        database = orParameter(database, parameters, "dbname");
        if (user.isEmpty()) {
            throw wrong("it names no user");
        }
        for (String name : parameters.keySet()) {
            if (!KNOWN.containsKey(name)) {
                throw wrong("parameter \"" + name + "\" is not one that libpq and the JDBC driver share");
            }
        }
        return new LibpqUrl(
                hosts,
                user,
                password.isEmpty() ? null : new Secret(password),
                database.isEmpty() ? user : database,
                parameters);
    }

    /** The same servers and login, another database. */
    public LibpqUrl withDatabase(String other) {
        return new LibpqUrl(hosts, user, password, other, parameters);
    }

    /** The JDBC driver's URL: hosts only, everything else is in {@link #properties()}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/";
    }

    /** The JDBC driver's properties, the password among them. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("PGDBNAME", database);
        if (password != null) {
            properties.setProperty("password", password.value());
        }
        parameters.forEach((name, value) -> properties.setProperty(
                names(name).jdbc(), name.equals("target_session_attrs") ? serverType(value) : value));
        if ("system".equals(parameters.get("sslrootcert"))) {
            // libpq's word for the operating system's certificates; the driver's is another socket factory.
            properties.remove("sslrootcert");
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return properties;
    }

    /** The environment for pg_dump, pg_restore and psql: a command line would show the password to every local user. */
    public SortedMap<String, String> environment() {
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("PGHOST", hosts.stream().map(Host::name).collect(Collectors.joining(",")));
        environment.put(
                "PGPORT",
                hosts.stream().map(host -> Integer.toString(host.port())).collect(Collectors.joining(",")));
        environment.put("PGUSER", user);
        environment.put("PGDATABASE", database);
        if (password != null) {
            environment.put("PGPASSWORD", password.value());
        }
        parameters.forEach((name, value) -> environment.put(names(name).environment(), value));
        return environment;
    }

    /** {@code host:port/database}, for messages. */
    public String place() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + database;
    }

    /** The whole URI, with its password: for files of mode 0600 and for client tools' environments only. */
    public String reveal() {
        return render(password == null ? "" : ":" + encode(password.value()));
    }

    /** The URI with {@code ***} in the place of its password. */
    @Override
    public String toString() {
        return render(password == null ? "" : ":***");
    }

    private String render(String passwordPart) {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return "postgresql://" + encode(user) + passwordPart + "@"
                + hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + encode(database)
                + (query.isEmpty() ? "" : "?" + query);
    }

    private static List<Host> hosts(String text, SortedMap<String, String> parameters) {
        String names = orParameter(text, parameters, "host");
        String port = orParameter("", parameters, "port");
        if (names.isEmpty()) {
            names = "localhost";
        }
        List<Host> hosts = new ArrayList<>();
        for (String each : names.split(",", -1)) {
            // The last colon begins the port, unless it stands inside the brackets of an IPv6 address.
            int colon = each.lastIndexOf(':');
            boolean hasPort = colon > each.lastIndexOf(']');
            String name = decode(hasPort ? each.substring(0, colon) : each);
            String number = hasPort ? each.substring(colon + 1) : port.isEmpty() ? "5432" : port;
            if (name.startsWith("/")) {
                throw wrong("the JDBC driver cannot use a Unix socket; name a host");
            }
            if (name.startsWith("[") && name.endsWith("]")) {
                name = name.substring(1, name.length() - 1);
            }
            if (name.isEmpty() || !number.matches("[1-9]\\d{0,4}") || Integer.parseInt(number) > 65535) {
                throw wrong("host and port are not readable");
            }
            hosts.add(new Host(name, Integer.parseInt(number)));
        }
        return hosts;
    }

    private static SortedMap<String, String> parameters(String query) {
        SortedMap<String, String> parameters = new TreeMap<>();
        if (query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw wrong("a parameter has no value");
            }
            if (parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1))) != null) {
                throw wrong("parameter \"" + decode(pair.substring(0, equals)) + "\" stands twice");
            }
        }
        return parameters;
    }

    /** Takes a parameter out; it wins over the same thing in the URI's main part, as in libpq. */
    private static String orParameter(String value, SortedMap<String, String> parameters, String name) {
        String parameter = parameters.remove(name);
        return parameter == null ? value : parameter;
    }

    private static Names names(String parameter) {
        Names names = KNOWN.get(parameter);
        if (names == null) {
            throw wrong("parameter \"" + parameter + "\" is unknown");
        }
        return names;
    }

    private static String serverType(String sessionAttributes) {
        return switch (sessionAttributes) {
            case "any" -> "any";
            case "read-write", "primary" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default -> throw wrong("target_session_attrs has an unknown value");
        };
    }

    private static String decode(String text) {
        try {
            // URLDecoder is for forms, where a plus is a blank; in a URI it is itself.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(
                    USAGE, "the database URL is not readable: a % is not followed by two hex digits");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static LifeboatException wrong(String what) {
        return new LifeboatException(USAGE, "the database URL is not readable: " + what);
    }
}
