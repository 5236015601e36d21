#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every option that a command's --help names must be in its man page and in each completion, and
# help must fit into 80 columns.
#   docs.sh OCI-MEMPOLICY OCI-MEMPOLICY-HOOK
set -eu
cd "$(dirname "$0")/../.."
program=$1 hook=$2
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh

# has FILE WORD
has() {
	check_lines "${1#"$work"/} has $2" some "$2" "$1"
}

# fits NAME COMMAND...: its output is no wider than a terminal
fits() {
	name=$1
	shift
	"$@" >"$work/help"
	check_lines "$name fits 80 columns" 0 '^.\{81\}' "$work/help"
}

# The lines of a completion that belong to a command; each shell marks them in its own way.
section() {
	case $1 in
	bash) sed -n "/^	$2)/p" completions/oci-mempolicy.bash ;;
	zsh) sed -n -e "/^	$2)/,/;;/p" -e '/local -a every/,/)$/p' completions/oci-mempolicy.zsh ;;
	fish) grep -e "__fish_seen_subcommand_from $2'" -e 'not __fish_use_subcommand' \
		completions/oci-mempolicy.fish ;;
	esac
}

for command in $("$program" --help | sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p'); do
	page=man/oci-mempolicy-$command.1.scd
	has man/oci-mempolicy.1.scd "oci-mempolicy-$command"
	has man/CMakeLists.txt "oci-mempolicy-$command.1"
	has "$page" '^# EXIT STATUS$'
	fits "$command --help" "$program" "$command" --help
	mkdir "$work/$command"
	for shell in bash zsh fish; do
		section "$shell" "$command" >"$work/$command/$shell"
	done
	for option in $("$program" "$command" --help | sed -n 's/^  \(-[a-zA-Z], \)\{0,1\}--\([a-z-]*\).*/\2/p'); do
		has "$page" "^\*.*--$option\*"
		has "$work/$command/bash" "--$option"
		has "$work/$command/zsh" "--${option}[^a-z-]"
		has "$work/$command/fish" "-l $option"
	done
done
fits --help "$program" --help
fits 'the hook'"'"'s --help' "$hook" --help
for option in $("$hook" --help | sed -n 's/^  \(-[a-zA-Z], \)\{0,1\}--\([a-z-]*\).*/\2/p'); do
	has man/oci-mempolicy-hook.8.scd "^\*.*--$option"
done

for command in $("$program" --help | sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p') help; do
	has completions/oci-mempolicy.bash "^_oci_mempolicy_commands=.*[\" ]${command}[\" ]"
	has completions/oci-mempolicy.zsh "^		'$command:"
	has completions/oci-mempolicy.fish "__fish_use_subcommand -a $command "
done
