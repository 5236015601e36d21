#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every option that a command's --help names must be in its man page and in each completion; and bash
# and fish must complete by them. Takes both, and zsh.
#   docs.sh OCI-MEMPOLICY OCI-MEMPOLICY-HOOK
set -eu
cd "$(dirname "$0")/../.."
program=$1 hook=$2
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
for option in $("$hook" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
	has man/oci-mempolicy-hook.8.scd "^\*--$option"
done

# completes SHELL WORD LINE: the last word of the line becomes this one
completes() {
	case $1 in
	bash)
		# shellcheck disable=SC2016 # of the inner shell
		bash -c '. completions/oci-mempolicy.bash
			read -ra COMP_WORDS <<<"$1"
			COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
			_oci_mempolicy && printf "%s\n" "${COMPREPLY[@]}"' bash "$3"
		;;
	fish)
		# shellcheck disable=SC2016 # of the inner shell
		fish -c 'source completions/oci-mempolicy.fish; complete -C "$argv"' "$3" | cut -f 1
		;;
	esac >"$scratch/completed" 2>&1
	if [ "$(cat "$scratch/completed")" = "$2" ]; then
		passed=$((passed + 1))
	else
		echo "$1 completes '$3' by '$(cat "$scratch/completed")' instead of '$2'"
		failed=$((failed + 1))
	fi
}

for shell in bash fish; do
	completes "$shell" validate "oci-mempolicy val"
	completes "$shell" --strict "oci-mempolicy advise --s"
	completes "$shell" --svg "oci-mempolicy topology --s"
	completes "$shell" "" "oci-mempolicy features --s"
done
if zsh -n completions/oci-mempolicy.zsh; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
