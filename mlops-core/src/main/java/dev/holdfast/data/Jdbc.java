// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tables from relational databases.
 *
 * <p>The type of a column is its SQL type: whole numbers and decimals without fraction of at most 18 digits are
 * {@link ColumnType#INTEGER}, other numbers {@link ColumnType#NUMBER} (decimals rounded to the nearest double),
 * {@code BOOLEAN} and {@code BIT} {@link ColumnType#BOOLEAN}, dates and timestamps {@link ColumnType#TIME} (without a
 * zone taken as UTC), everything else {@link ColumnType#TEXT}. SQL NULL is missing. Columns carry the labels of the
 * query.
 */
public final class Jdbc {
    private static final int BATCH = 8192;
    private static final int LONGEST_INTEGER = 18;

    private Jdbc() {}

    /**
     * Runs a query and reads its rows into memory.
     *
     * @param database where to run it
     * @param sql the query, with {@code ?} for each parameter
     * @param parameters the parameters, bound by {@link PreparedStatement#setObject(int, Object)}
     * @return the table
     * @throws DataException when the query fails, names a column twice or a value is not of its column's type
     */
    public static Table query(DataSource database, String sql, Object... parameters) {
        return stream(database, sql, parameters).toTable();
    }

    /**
     * Returns a query as a source; each reading runs it again, on a connection of its own that is returned when the
     * batches are closed. The query names its order if the order of rows matters.
     *
     * @param database where to run it
     * @param sql the query, with {@code ?} for each parameter
     * @param parameters the parameters, bound by {@link PreparedStatement#setObject(int, Object)}
     * @return the source; it has read nothing yet
     */
    public static TableSource stream(DataSource database, String sql, Object... parameters) {
        return new Query(database, sql, parameters.clone());
    }

    /**
     * Reads the rows that are left of a result into memory and leaves the result open.
     *
     * @param result the result, before its first row to read
     * @return the table
     * @throws DataException when the result cannot be read, names a column twice or a value is not of its column's type
     */
    public static Table read(ResultSet result) {
        String source = "result set";
        try {
            Schema schema = schema(result.getMetaData(), source);
            try (Stream<Table> batches =
                    Batches.stream(schema, Integer.MAX_VALUE, () -> row(result, schema, source), () -> {})) {
                return batches.findFirst().orElseGet(() -> Table.empty(schema));
            }
        } catch (SQLException e) {
            throw failed(source, e);
        }
    }

    private static DataException failed(String source, SQLException e) {
        return DataException.in(source)
                .found("a database error (" + e.getMessage() + ")")
                .cause(e)
                .build();
    }

    private static Schema schema(ResultSetMetaData meta, String source) throws SQLException {
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            String name = meta.getColumnLabel(i);
            if (fields.stream().anyMatch(field -> field.name().equals(name))) {
                throw DataException.in(source)
                        .column(name)
                        .found("the column '" + name + "' twice in the result")
                        .expected("each name once")
                        .remedy("rename one by 'as'")
                        .build();
            }
            fields.add(new Field(name, type(meta, i), meta.isNullable(i) != ResultSetMetaData.columnNoNulls));
        }
        return Schema.of(fields);
    }

    private static ColumnType type(ResultSetMetaData meta, int column) throws SQLException {
        return switch (meta.getColumnType(column)) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> ColumnType.INTEGER;
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> ColumnType.NUMBER;
            case Types.DECIMAL, Types.NUMERIC -> {
                int precision = meta.getPrecision(column);
                boolean whole = meta.getScale(column) == 0 && precision > 0 && precision <= LONGEST_INTEGER;
                yield whole ? ColumnType.INTEGER : ColumnType.NUMBER;
            }
            case Types.BIT, Types.BOOLEAN -> ColumnType.BOOLEAN;
            case Types.DATE, Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> ColumnType.TIME;
            default -> ColumnType.TEXT;
        };
    }

    private static Optional<Object[]> row(ResultSet result, Schema schema, String source) {
        try {
            if (!result.next()) {
                return Optional.empty();
            }
            List<Field> fields = schema.fields();
            Object[] values = new Object[fields.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(result, i + 1, fields.get(i), source);
            }
            return Optional.of(values);
        } catch (SQLException e) {
            throw failed(source, e);
        }
    }

    private static @Nullable Object value(ResultSet result, int column, Field field, String source)
            throws SQLException {
        Object raw = result.getObject(column);
        if (raw == null) {
            return null;
        }
        switch (field.type()) {
            case INTEGER -> {
                if (raw instanceof BigDecimal decimal) {
                    return decimal.longValueExact();
                }
                if (raw instanceof Number number && !(raw instanceof Double) && !(raw instanceof Float)) {
                    return number.longValue();
                }
            }
            case NUMBER -> {
                if (raw instanceof Number number) {
                    return number.doubleValue();
                }
            }
            case BOOLEAN -> {
                return result.getBoolean(column);
            }
            case TIME -> {
                Timestamp time =
                        result.getTimestamp(column, Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT));
                return time.toInstant();
            }
            case TEXT -> {
                return result.getString(column);
            }
        }
        // Some databases, SQLite among them, let a column hold values of any type.
        throw DataException.in(source)
                .column(field.name())
                .foundCell(raw.toString())
                .expected(field.type() == ColumnType.INTEGER ? "a whole number" : "a number")
                .remedy("cast the column in the query")
                .build();
    }

    private static final class Query implements TableSource {
        private final DataSource database;
        private final String sql;
        private final Object[] parameters;
        private final String source;
        private volatile @Nullable Schema schema;

        Query(DataSource database, String sql, Object[] parameters) {
            this.database = database;
            this.sql = sql;
            this.parameters = parameters;
            this.source = "query '" + sql + "'";
        }

        @Override
        public Schema schema() {
            Schema known = schema;
            if (known == null) {
                try (Connection connection = database.getConnection();
                        PreparedStatement statement = prepare(connection)) {
                    statement.setMaxRows(1);
                    try (ResultSet result = statement.executeQuery()) {
                        known = Jdbc.schema(result.getMetaData(), source);
                    }
                } catch (SQLException e) {
                    throw failed(source, e);
                }
                schema = known;
            }
            return known;
        }

        private PreparedStatement prepare(Connection connection) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        }

        @Override
        public Stream<Table> batches() {
            Schema columns = schema();
            try {
                Connection connection = database.getConnection();
                try {
                    // PostgreSQL sends rows in portions only within a transaction.
                    connection.setAutoCommit(false);
                    PreparedStatement statement = prepare(connection);
                    statement.setFetchSize(BATCH);
                    ResultSet result = statement.executeQuery();
                    return Batches.stream(
                            columns, BATCH, () -> row(result, columns, source), () -> release(connection));
                } catch (SQLException e) {
                    release(connection);
                    throw e;
                }
            } catch (SQLException e) {
                throw failed(source, e);
            }
        }

        private void release(Connection connection) {
            try (connection) {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                throw failed(source, e);
            }
        }
    }
}
