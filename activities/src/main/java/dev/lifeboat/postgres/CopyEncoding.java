package dev.lifeboat.postgres;

import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** In which encoding rows are copied: UTF-8, but for a database that does not know what its own bytes mean. */
public final class CopyEncoding {
    /** The encoding of a database whose text may be any bytes. */
    public static final String RAW = "SQL_ASCII";

    private CopyEncoding() {}

    /** What to append to a COPY of this session's database; empty where the session's UTF-8 is right. */
    public static String option(PGConnection connection) {
        return option(connection, List.of());
    }

    /** As {@link #option(PGConnection)}, with other options of COPY behind it. */
    public static String option(PGConnection connection, List<String> others) {
        return option(String.valueOf(connection.getParameterStatus("server_encoding")), others);
    }

    /** What to append to a COPY of a database in this encoding. */
    public static String option(String serverEncoding) {
        return option(serverEncoding, List.of());
    }

    private static String option(String serverEncoding, List<String> others) {
        List<String> options = new ArrayList<>();
        if (serverEncoding.equals(RAW)) {
            options.add("ENCODING '" + RAW + "'");
        }
        options.addAll(others);
        return options.isEmpty() ? "" : " (" + String.join(", ", options) + ")";
    }
}
