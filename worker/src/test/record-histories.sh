#!/bin/sh
# Records the histories that ReplayTest replays: real runs of the sample system on a Temporal server of their own.
# Usage, from the top of the repository, after a build: sh worker/src/test/record-histories.sh
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
PATH=$root/.tools/bin:$PATH
out=$root/worker/src/test/resources/histories
work=$(mktemp -d /tmp/lifeboat-histories-XXXXXX)
port=$(shuf -i 20000-29998 -n 1)
pgport=$((port + 1))
export LIFEBOAT_HOME=$work/state TEMPORAL_ADDRESS=127.0.0.1:$port HOSTNAME=localhost
lifeboat() { java -XX:TieredStopAtLevel=1 -jar "$root/starter/target/lifeboat.jar" "$@"; }

pids=
as=
pgbin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
# The servers end with this script, by their own process ids.
trap 'kill $pids 2>/dev/null || true; $as "$pgbin/pg_ctl" -D "$work/pg" stop -m immediate >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
temporal server start-dev --headless --ip 127.0.0.1 --port $port >"$work/temporal.log" 2>&1 &
pids=$!

# PostgreSQL does not run as root.
mkdir "$work/pg"; chmod 755 "$work"
if [ "$(id -u)" = 0 ]; then chown postgres "$work/pg"; as="runuser -u postgres --"; fi
$as "$pgbin/initdb" -D "$work/pg" -A trust >/dev/null
$as "$pgbin/pg_ctl" -D "$work/pg" -w -o "-p $pgport -k $work/pg -c listen_addresses=127.0.0.1" -l "$work/pg/log" start >/dev/null
sql() { psql -q -h 127.0.0.1 -p $pgport -U postgres "$@"; }
sql -c 'CREATE ROLE app_user' -c 'CREATE ROLE app_admin' -c 'CREATE DATABASE bookings' -c 'CREATE DATABASE one' -c 'CREATE DATABASE two'
sql -d bookings -f "$root/examples/bookings-assistant/schema.sql" >/dev/null
export DATABASE_URL=postgresql://postgres@127.0.0.1:$pgport/bookings
java -cp "$root/starter/target/lifeboat.jar" dev.lifeboat.demo.SampleFiller 1000

cd "$work"
cp "$root/examples/bookings-assistant/runbook.yaml" .
# One check fails, so that it can be waived.
sed -i 's/name: no payment is counted twice, sql: "[^"]*", equals: 0/name: red on purpose, sql: "select 1", equals: 0/' runbook.yaml
echo 'approvals: { direct: true }' >>runbook.yaml
lifeboat keys generate >/dev/null
lifeboat worker >"$work/worker.log" 2>&1 &
pids="$pids $!"

lifeboat backup --mode weekly --verify
one=restore/bookings-assistant/one
decide() { until lifeboat status "$1" 2>/dev/null | grep -q "^waiting: $2"; do :; done; shift; lifeboat decide "$run" "$@"; }
run=$one
lifeboat restore latest --target "postgresql://postgres@127.0.0.1:$pgport/one" --detach || [ $? = 21 ]
decide $one auth approve
decide $one business-core retry
decide $one business-core approve
decide $one bookings-payments waive --reason "red on purpose" --confirm one
decide $one communications hold
decide $one communications approve
decide $one remainder approve
until lifeboat status $one | grep -q COMPLETED; do :; done

two=restore/bookings-assistant/two
run=$two
lifeboat restore latest --target "postgresql://postgres@127.0.0.1:$pgport/two" --detach || [ $? = 21 ]
decide $two auth abort
until lifeboat status $two | grep -q ABORTED; do :; done
# A drill approves green gates only: with the check as it should be.
cp "$root/examples/bookings-assistant/runbook.yaml" .
lifeboat drill

mkdir -p "$out"
show() { # NAME WORKFLOW-ID: without the names of this machine and its people
  temporal workflow show --address $TEMPORAL_ADDRESS --workflow-id "$2" -o json |
    sed 's/"identity": "[^"]*"/"identity": "worker"/; s/"binaryChecksum": "[^"]*"/"binaryChecksum": ""/' >"$out/$1.json"
}
id() { temporal workflow list --address $TEMPORAL_ADDRESS --query "$1" -o json | sed -n 's/.*"workflowId": "\([^"]*\)".*/\1/p' | head -n 1; }
show backup "$(id "WorkflowType = 'Backup'")"
show copybatch "$(id "WorkflowType = 'CopyBatch'")"
show verify "$(id "WorkflowType = 'Verify'")"
show drill "$(id "WorkflowType = 'Drill'")"
show restore $one
show restore-aborted $two
show phase-approved $one/auth
show phase-retried $one/business-core
show phase-waived $one/bookings-payments
show phase-held $one/communications
show loadbatch $one/auth/load-0
ls -l "$out"
