#!/bin/sh
# make-schema.sh DT4ECG > schema-N.sql
# The dump of a small library as the given build of the program makes it: of schema 1 by commit
# dd93731 and earlier. Later schemas: run it on the last commit that had them. Needs sqlite3.
set -eu
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
export XDG_DATA_HOME="$folder/data" LC_ALL=C.UTF-8
library="$folder/library.db"
"$program" synth "$folder/cohort" >/dev/null
set -- $(ls "$folder"/cohort/*.hea "$folder"/cohort/*/*.hea 2>/dev/null | head -5)
"$program" import --library "$library" "$@" >/dev/null
"$program" label --library "$library" 1 --activity climbing --notes "first
second line" >/dev/null
"$program" label --library "$library" 1 --activity stairs >/dev/null
"$program" label --library "$library" 2 --subject "" --notes "nobody's" >/dev/null
# What the window does when a session is removed, and a run as training leaves it.
sqlite3 "$library" "BEGIN; UPDATE sessions SET removed = 1 WHERE id = 3;
INSERT INTO edits (kind, target, text) VALUES ('remove-session', 3, 'removal of a session'); COMMIT;
INSERT INTO runs (name, created, state, protocol, settings, checkpoint, curves)
VALUES ('first', '2026-11-25T21:00:00Z', 1, 'blocked', '{}', '/golden/runs/first-0.safetensors', '[]');"
sqlite3 "$library" "SELECT 'PRAGMA application_id = ' || application_id || ';' FROM pragma_application_id;
SELECT 'PRAGMA user_version = ' || user_version || ';' FROM pragma_user_version"
sqlite3 "$library" .dump | sed "s|$folder|/golden|g"
