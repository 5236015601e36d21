# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of oci-mempolicy for bash.

# Options of a command; one that takes a value ends in '='.
_oci_mempolicy_options() {
	case $1 in
	validate) echo "--host --no-host --policy --json --color --help --version" ;;
	explain) echo "--host --no-host --policy --json --color --help --version" ;;
	advise) echo "--strict --bandwidth --latency --tiered --cpus --json --color --help --version" ;;
	inspect) echo "--runtime --root --state --pid --no-stop --format --json --output --watch --svg --fail-on --min-locality --color --help --version" ;;
	features) echo "--host --json --color --help --version" ;;
	cdi) echo "--output --device --hook --json --color --help --version" ;;
	topology) echo "--json --svg --color --help --version" ;;
	esac
}

_oci_mempolicy() {
	local current=${COMP_WORDS[COMP_CWORD]}

	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "validate explain advise inspect features topology cdi --help --version" -- "$current")
		return
	fi
	if [ "${current#-}" != "$current" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_oci_mempolicy_options "${COMP_WORDS[1]}")" -- "$current")
	fi
}
complete -o default -F _oci_mempolicy oci-mempolicy
