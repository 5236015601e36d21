#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares what validate writes for code hosts with the schema of SARIF 2.1.0, which an npm package
# contains. That is installed in build/sarif, in the version given in package-lock.json.
#   sarif.sh OCI-MEMPOLICY
set -eu
cd "$(dirname "$0")/../.."
program=$1
tests=$PWD/tests/cli/sarif
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh

install_schema() {
	mkdir -p build/sarif
	cd build/sarif
	# The lock file is copied next to the installed packages once they are complete.
	if ! cmp -s "$tests/package-lock.json" node_modules/installed; then
		cp "$tests/package.json" "$tests/package-lock.json" .
		npm ci --no-audit --no-fund --ignore-scripts
		cp package-lock.json node_modules/installed
	fi
}

# judge NAME: standard input is a log
judge() {
	name=$1
	cat >"$work/log"
	check_ok "$name" sh -c "cd build/sarif && node '$tests/judge.mjs' <'$work/log'"
}

check_ok "the schema is installed" install_schema
# 65 and 66 are the exit codes.
{ "$program" validate --format sarif tests/cli/validate/*/config.json || [ $? = 65 ]; } |
	judge "every case of validate"
{ "$program" validate --format sarif --host tests/cli/validate/*/config.json || [ $? = 65 ]; } |
	judge "every case, on this machine"
{ "$program" validate --format sarif /nowhere '/no where/é#%' - </dev/null || [ $? = 66 ]; } |
	judge "what cannot be read"
"$program" validate --format sarif --policy interleave:0 | judge "a policy without a file"
"$program" validate --format sarif tests/cli/validate/valid | judge "nothing to tell"
if echo '{"version": "2.1.0", "runs": [{"tool": {}}]}' |
	(cd build/sarif && node "$tests/judge.mjs") >/dev/null; then
	check_same "what is none is refused" 1 0
else
	check_same "what is none is refused" 1 1
fi
