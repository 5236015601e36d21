#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks that the JSON Schema and the library agree, and what validators and editors say about
# mistakes.
#
#   sh tests/schema/run.sh [--objects COUNT] [--seed SEED]
#
# Two validators, ajv and python's jsonschema, and the library judge every test vector of the
# project and COUNT (default 100000) generated objects. The validators are installed in
# build/schema, in the versions given in package-lock.json and requirements.txt; upstream's schema
# comes as a Go module. PRESET (default release) is the build of the library.
set -eu
cd "$(dirname "$0")/../.."
project=$PWD
tests=$project/tests/schema
kept=$project/build/schema
policy=$project/schema/memory-policy.schema.json
config=$project/schema/config.schema.json
library=$project/build/${PRESET:-release}/tests/schema/schema-verdicts
upstream=github.com/opencontainers/runtime-spec@v1.3.0

objects=100000
seed=1
while [ $# -gt 1 ]; do
	case $1 in
	--objects) objects=$2 ;;
	--seed) seed=$2 ;;
	*) break ;;
	esac
	shift 2
done
if [ $# != 0 ]; then
	echo "usage: sh tests/schema/run.sh [--objects COUNT] [--seed SEED]" >&2
	exit 64
fi

# shellcheck source=SCRIPTDIR/../support/tap.sh
. "$tests/../support/tap.sh"

# ---- the judges ----

install_validators() {
	mkdir -p "$kept"
	cd "$kept"
	# The lock file is copied next to the installed packages once they are complete.
	if ! cmp -s "$tests/package-lock.json" node_modules/installed; then
		cp "$tests/package.json" "$tests/package-lock.json" .
		npm ci --no-audit --no-fund --ignore-scripts
		cp package-lock.json node_modules/installed
	fi
	if ! cmp -s "$tests/requirements.txt" venv/installed; then
		python3 -m venv --clear venv
		venv/bin/pip install -q -r "$tests/requirements.txt"
		cp "$tests/requirements.txt" venv/installed
	fi
}

ajv() {
	node "$tests/judge.mjs" "$@"
}

python() {
	venv/bin/python "$@"
}

jsonschema() {
	python "$tests/judge.py" "$@"
}

# ---- the parts: each prints its result ----

# agree KIND SCHEMA...: compares the verdicts of the library and of both validators on the texts of
# one kind, policy or config.
agree() {
	kind=$1
	shift
	echo "== agreement: $kind"
	ajv "$@" <"$kind.texts" >"$kind.ajv" &
	ajv_pid=$!
	jsonschema "$@" <"$kind.texts" >"$kind.jsonschema" &
	jsonschema_pid=$!
	"$library" "$kind" <"$kind.texts" >"$kind.library"
	wait "$ajv_pid"
	wait "$jsonschema_pid"
	python "$tests/compare.py" "$kind"
}

messages() {
	echo "== messages"
	python "$tests/messages.py" texts >wrong
	ajv "$policy" <wrong >wrong.ajv
	jsonschema "$policy" <wrong >wrong.jsonschema
	node "$tests/judge-editor.mjs" <wrong >wrong.editor
	python "$tests/messages.py" check wrong.ajv wrong.jsonschema wrong.editor
}

editor() {
	echo "== editor"
	node "$tests/hover.mjs"
}

against_upstream() {
	echo "== upstream's schema"
	folder=$(GOMODCACHE=$kept/go GOFLAGS=-modcacherw go mod download -json "$upstream" |
		jq -re .Dir)/schema
	python "$tests/upstream.py" texts >table
	set -- "$folder/config-schema.json"
	for name in config-linux config-solaris config-windows config-vm config-zos config-freebsd \
		defs defs-linux defs-windows defs-vm defs-zos defs-freebsd; do
		set -- "$@" "$folder/$name.json"
	done
	jsonschema "$@" <table >table.upstream
	jsonschema "$config" "$policy" <table >table.here
	python "$tests/upstream.py" check table.upstream table.here
}

# part COMMAND...: adds up its counts; a part without counts is a failure. Called in such a way that
# 'set -e' is in effect within it.
part() {
	code=0
	"$@" >"$work/said" 2>&1 &
	wait $! || code=$?
	sed 's/^/# /' "$work/said"
	if counts=$(tail -n 1 "$work/said" | grep -E '^[0-9]+ passed, [0-9]+ failed$'); then
		# shellcheck disable=SC2086 # words are wanted
		tap_count $counts
		[ "$code" = 0 ] || [ "${counts% 0 failed}" = "$counts" ] || check_same "$*: exit code" 0 "$code"
	else
		check_same "$*" 'N passed, N failed' "exit code $code, without a count"
	fi
}

# shellcheck source=SCRIPTDIR/outputs.sh
. "$tests/outputs.sh"

install_validators
python "$tests/records.py" "$project" "$objects" "$seed" .
part agree policy "$policy"
part agree config "$config" "$policy"
part messages
part editor
part against_upstream
outputs
