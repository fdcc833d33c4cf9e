package dev.lifeboat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Two psql scripts that read a whole database, as evenly shared as its tables allow; the largest come first. */
final class CopyScripts {
    private CopyScripts() {}

    /** A query and about how many bytes it reads. */
    private record Piece(String sql, long bytes) {}

    /** Writes the scripts; a table with more than half of all bytes is read in two ranges of pages. */
    static List<Path> write(BenchServer server, Path folder) throws IOException, SQLException {
        List<Piece> pieces = pieces(server);
        List<StringBuilder> texts = List.of(new StringBuilder(), new StringBuilder());
        long[] load = new long[2];
        for (Piece piece : pieces.stream()
                .sorted(Comparator.comparingLong(Piece::bytes).reversed())
                .toList()) {
            int side = load[0] <= load[1] ? 0 : 1;
            load[side] += piece.bytes();
            texts.get(side).append(piece.sql()).append(";\n");
        }
        List<Path> files = new ArrayList<>();
        for (StringBuilder text : texts) {
            files.add(Files.writeString(folder.resolve("copy-" + files.size() + ".sql"), text));
        }
        return files;
    }

    private static List<Piece> pieces(BenchServer server) throws SQLException {
        List<Piece> pieces = new ArrayList<>();
        try (Connection connection = server.connect(Runbooks.SOURCE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT oid::regclass::text, pg_table_size(oid),
                               pg_relation_size(oid) / current_setting('block_size')::bigint / 2,
                               pg_table_size(oid) * 2 > sum(pg_table_size(oid)) OVER ()
                          FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                        """)) {
            while (row.next()) {
                String table = row.getString(1);
                long bytes = row.getLong(2);
                String middle = "'(" + row.getLong(3) + ",0)'::tid";
                if (row.getBoolean(4)) {
                    pieces.add(new Piece(copy(table, " WHERE ctid < " + middle), bytes / 2));
                    pieces.add(new Piece(copy(table, " WHERE ctid >= " + middle), bytes / 2));
                } else {
                    pieces.add(new Piece("COPY " + table + " TO STDOUT", bytes));
                }
            }
        }
        return pieces;
    }

    private static String copy(String table, String condition) {
        return "COPY (SELECT * FROM " + table + condition + ") TO STDOUT";
    }
}
