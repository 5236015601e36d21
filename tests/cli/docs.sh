#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every option that a command's --help names must be in its man page and in each completion.
#   docs.sh PROGRAM
set -eu
cd "$(dirname "$0")/../.."
program=$1
passed=0 failed=0

# has FILE WORD
has() {
	if grep -qe "$2" "$1"; then
		passed=$((passed + 1))
	else
		echo "$1 lacks $2"
		failed=$((failed + 1))
	fi
}

# The lines of a completion that speak of a command; each shell has its own way to say which.
section() {
	case $1 in
	bash) sed -n "/^	$2)/p" completions/oci-mempolicy.bash ;;
	zsh) sed -n "/^	$2)/,/;;/p" completions/oci-mempolicy.zsh ;;
	fish) grep -e "__fish_seen_subcommand_from $2'" -e 'not __fish_use_subcommand' \
		completions/oci-mempolicy.fish ;;
	esac
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for command in $("$program" --help | sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p'); do
	page=man/oci-mempolicy-$command.1.scd
	has man/oci-mempolicy.1.scd "oci-mempolicy-$command"
	has man/CMakeLists.txt "oci-mempolicy-$command.1"
	for shell in bash zsh fish; do
		section "$shell" "$command" >"$scratch/$shell"
	done
	for option in $("$program" "$command" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
		has "$page" "^\*--$option"
		has "$scratch/bash" "--$option"
		has "$scratch/zsh" "['(].*--$option\["
		has "$scratch/fish" "-l $option"
	done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
