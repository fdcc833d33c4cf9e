#!/bin/sh
# Makes Temporal's two databases and brings their schemas to this image's version. Run at every start: what exists stays.
# Needs POSTGRES_SEEDS, DB_PORT, POSTGRES_USER and SQL_PASSWORD.
set -eu
schemas=/etc/temporal/schema/postgresql/v12

tool() {
  temporal-sql-tool --plugin postgres12 --endpoint "$POSTGRES_SEEDS" --port "$DB_PORT" --user "$POSTGRES_USER" "$@"
}

for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*}
  tool --database "$database" create-database
  tool --database "$database" setup-schema --version 0.0
  tool --database "$database" update-schema --schema-dir "$schemas/${pair##*:}/versioned"
done
