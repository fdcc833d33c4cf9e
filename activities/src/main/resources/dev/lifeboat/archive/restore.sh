#!/bin/sh
# Restores this set without Lifeboat. Needs gpg with the backup key imported, sha256sum, pg_restore and psql of at least the
# server's major version, and @DECOMPRESSOR@. The target must be empty, or, for a set without definitions, hold the tables; nothing
# is written before signature and check sums hold.
#
#   sh restore.sh postgresql://user@host/database
#
# LIFEBOAT_SIGNER       the signer's fingerprint as you wrote it down; without it the script prints the one it found
# PG_RESTORE_OPTIONS    for example "--no-owner --no-privileges" where the source's roles do not exist
# CREATE_ROLES          "yes" makes the roles that are missing first, without passwords
# LIFEBOAT_REWRAP       the folder "records" of the store, if it does not lie where it does there: what was wrapped anew for later keys
# GPG_OPTIONS           for example "--pinentry-mode loopback --passphrase-file FILE"
set -eu
umask 077
LC_ALL=C PGCLIENTENCODING=UTF8
PGOPTIONS='-c search_path= -c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c lc_monetary=C -c row_security=off -c statement_timeout=0'
export LC_ALL PGCLIENTENCODING PGOPTIONS

fail() { echo "restore.sh: $2" >&2; exit "$1"; }
[ $# -eq 1 ] || fail 2 "usage: sh restore.sh TARGET_URL"
target=$1
cd "$(dirname "$0")"
for tool in gpg sha256sum pg_restore psql @DECOMPRESSOR@; do
  command -v "$tool" >/dev/null 2>&1 || fail 1 "$tool is not installed"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$target" "$@"; }
open() { gpg ${GPG_OPTIONS:-} --quiet --batch --yes --output "$1" --decrypt; }
# A key that is younger than the set opens it where its session keys were wrapped anew: such packets belong before the object.
rewraps=${LIFEBOAT_REWRAP:-@UP@records}
if [ -d "$rewraps" ]; then
  find "$rewraps" -name 'rewrap-*.json' -exec awk -F'"' '$2 == "object" { object = $4 } $2 == "packet" { print object "\t" $4 }' {} + >"$work/rewraps"
fi
packets() {
  case "$1" in
  ../*) name=${1#@UP@} ;;
  *) name=@SET@/$1 ;;
  esac
  awk -F'\t' -v name="$name" '$1 == name { print $2 }' "$work/rewraps"
}
decrypt() {
  if open "$2" <"$1" 2>"$work/errors"; then
    return
  fi
  if [ -s "$work/rewraps" ]; then
    packets "$1" >"$work/packets"
    # One at a time: gpg takes the first that its keys fit, and whoever can write to the store can have put a wrong one there.
    while IFS= read -r packet; do
      if { printf %s "$packet" | base64 -d; cat "$1"; } | open "$2" 2>>"$work/errors"; then
        return
      fi
    done <"$work/packets"
  fi
  cat "$work/errors" >&2
  fail 12 "$1 cannot be decrypted"
}

echo "1/7 signature"
mkdir "$work/signer"
gpg --homedir "$work/signer" --quiet --batch --import signing.pub.asc
gpg --homedir "$work/signer" --quiet --batch --status-fd 1 --verify manifest.json.asc manifest.json >"$work/status" 2>"$work/errors" \
  || fail 12 "the manifest's signature does not hold: $(cat "$work/errors")"
signer=$(sed -n 's/^\[GNUPG:\] VALIDSIG .* \([0-9A-F]*\)$/\1/p' "$work/status")
[ -n "$signer" ] || fail 12 "the manifest's signature does not hold"
if [ -n "${LIFEBOAT_SIGNER:-}" ]; then
  [ "$(echo "$LIFEBOAT_SIGNER" | tr -d ' ')" = "$signer" ] || fail 12 "signed by a stranger, $signer"
else
  echo "    signed by $signer: compare it with the fingerprint you wrote down"
fi

echo "2/7 check sums"
# Unchanged rows lie in the folders of the sets that stored them.
for needed in @NEEDS@; do
  [ -d "@UP@$needed" ] || fail 12 "this set refers to unchanged rows in $needed, which is not at $PWD/@UP@$needed: it was deleted, or only this folder was copied. Put the folders of these sets where they are in the store: @NEEDS@"
done
cut -f1 load.tsv | grep '^\.\./' >"$work/needed" || true
while IFS= read -r object; do
  [ -f "$object" ] || fail 12 "this set refers to $object, which is missing there"
done <"$work/needed"
grep -q "\"$(sha256sum checksums.sha256 | cut -d' ' -f1)\"" manifest.json || fail 12 "checksums.sha256 is not the manifest's"
sha256sum --strict --quiet -c checksums.sha256 || fail 12 "the set is damaged"

echo "3/7 target"
if [ "${CREATE_ROLES:-}" = yes ]; then
  sql -f roles.sql
fi
if [ -z "@SCHEMA@" ]; then
  # Rows alone: in the order in which they stand here, foreign keys and triggers could not hold.
  PGOPTIONS="$PGOPTIONS -c session_replication_role=replica"
else
objects=$(sql -c "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')")
[ "$objects" = 0 ] || fail 1 "the target holds $objects relations; give an empty database"
fi

if [ -n "@SQL@" ]; then
  decrypt "@SQL@" "$work/part.compressed"
  @DECOMPRESSOR@ -d -c <"$work/part.compressed" >"$work/sql"
fi
# A file of some tables has keys to tables that it does not make: then only its rows are taken, and the rest as for other sets.
if [ -n "@SQL@" ] && [ -z "@PARTIAL@" ]; then
  echo "4/7 the SQL file"
  sql --single-transaction -f "$work/sql" >"$work/output"
  sql -c "ANALYZE"
  echo "done: @ROWS@ rows in @TABLES@ tables"
  exit 0
fi

if [ -n "@SCHEMA@" ]; then
echo "4/7 structures"
decrypt "@SCHEMA@" "$work/schema.dump"
# A new database has its public schema already; an archive that names it would stop pg_restore.
pg_restore --list "$work/schema.dump" | grep -v -E '^[0-9]+; [0-9]+ [0-9]+ SCHEMA - public ' >"$work/list"
pg_restore --exit-on-error ${PG_RESTORE_OPTIONS:-} --use-list="$work/list" --section=pre-data -d "$target" "$work/schema.dump"
fi

echo "5/7 rows"
tab=$(printf '\t')
# The server's own tables of large objects cannot be written to: their rows are loaded aside.
if [ -f large-objects.sql ]; then
  sql -c "CREATE SCHEMA lifeboat_large_objects CREATE TABLE page (loid oid, pageno int, data bytea) CREATE TABLE large_object (loid oid, owner text, acl text, comment text)"
fi
while IFS="$tab" read -r object statement; do
  decrypt "$object" "$work/part.compressed"
  @DECOMPRESSOR@ -d -c <"$work/part.compressed" >"$work/part"
  case "$statement" in
  COPY*) sql -c "$statement" <"$work/part" ;;
  *)
    # A row a line, between the first line and the closing bracket.
    sed -e 1d -e '/^\],$/,$d' -e 's/,$//' <"$work/part" >"$work/rows"
    sql -c "CREATE TEMP TABLE lifeboat_row (line json)" -c "COPY pg_temp.lifeboat_row FROM STDIN WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')" \
      -c "$statement" <"$work/rows"
    rm -f "$work/rows"
    ;;
  esac
  rm -f "$work/part" "$work/part.compressed"
done <load.tsv
if [ -n "@SQL@" ]; then
  awk '/^COPY .* FROM stdin;$/ { rows = 1 } rows { print } /^\\\.$/ { rows = 0 }' <"$work/sql" >"$work/rows"
  sql -f "$work/rows"
fi
sql -f sequences.sql >"$work/sequences"
if [ -f large-objects.sql ]; then
  sql -f large-objects.sql >"$work/large-objects"
fi

if [ -n "@SCHEMA@" ]; then
echo "6/7 keys, indexes, triggers, policies"
if [ -n "@PARTIAL@" ]; then
  echo "    the set does not hold every row: foreign keys are left out"
  grep -v -E '^[0-9]+; [0-9]+ [0-9]+ FK CONSTRAINT ' "$work/list" >"$work/keyless"
  mv "$work/keyless" "$work/list"
fi
# What watches over definitions comes last: it would be asked about those that are still to come.
watchers='^[0-9]+; [0-9]+ [0-9]+ (COMMENT - )?EVENT TRIGGER '
grep -E "$watchers" "$work/list" >"$work/watchers" || true
grep -v -E "$watchers" "$work/list" >"$work/others"
pg_restore --exit-on-error ${PG_RESTORE_OPTIONS:-} --use-list="$work/others" --section=post-data -d "$target" "$work/schema.dump"

echo "7/7 materialized views"
sql -f views.sql
fi
sql -c "ANALYZE"
if [ -s "$work/watchers" ]; then
  pg_restore --exit-on-error ${PG_RESTORE_OPTIONS:-} --use-list="$work/watchers" --section=post-data -d "$target" "$work/schema.dump"
fi
echo "done: @ROWS@ rows in @TABLES@ tables"
