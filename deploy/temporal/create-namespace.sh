#!/bin/sh
# Makes Lifeboat's namespace and search attributes. Run at every start: what exists stays, the retention is set again.
# Needs TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, which the temporal command reads by itself.
set -eu
# 90 days of closed runs: a quarter's drills can be looked up. The command's own default is 72 hours.
retention=2160h

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
fi

# A new namespace is known to every part of the server only after some seconds.
attempts=0
until temporal operator search-attribute list >/dev/null 2>&1; do
  attempts=$((attempts + 1))
  [ "$attempts" -lt 30 ] || { echo "namespace $TEMPORAL_NAMESPACE is not served after 60 s" >&2; exit 1; }
  sleep 2
done
present=$(temporal operator search-attribute list)
for name in LifeboatKind LifeboatRunbook LifeboatPhase LifeboatWaitingFor LifeboatDrill; do
  case $present in
    *"$name"*) ;;
    *) temporal operator search-attribute create --name "$name" --type Keyword ;;
  esac
done
