# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of oci-mempolicy for bash.

_oci_mempolicy_commands="validate explain advise inspect features topology cdi configure doctor help"

# Options of a command.
_oci_mempolicy_options() {
	case $1 in
	validate) echo "--host --no-host --policy --format --json --quiet --warnings-as-errors --color --help --version" ;;
	explain) echo "--host --no-host --policy --json --color --help --version" ;;
	advise) echo "--strict --bandwidth --latency --tiered --cpus --memory --config --json --color --help --version" ;;
	inspect) echo "--engine --runtime --root --state --pid --no-stop --format --json --output --watch --svg --fail-on --min-locality --max-migrated --color --help --version" ;;
	features) echo "--host --json --color --help --version" ;;
	cdi) echo "--output --device --hook --json --color --help --version" ;;
	configure) echo "--dry-run --undo --user --root --hook --json --color --help --version" ;;
	doctor) echo "--try --hook --json --color --help --version" ;;
	topology) echo "--json --svg --color --help --version" ;;
	esac
}

# Containers of the runtime that the command line names; otherwise of runc and crun, and engines' names.
_oci_mempolicy_containers() {
	local runtime="" root=() i

	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		case ${words[i]} in
		--runtime) runtime=${words[i + 1]} ;;
		--runtime=*) runtime=${words[i]#*=} ;;
		--root) root=(--root "${words[i + 1]}") ;;
		--root=*) root=("${words[i]}") ;;
		esac
	done
	if [ -n "$runtime" ] || [ ${#root[@]} != 0 ]; then
		timeout 2 "${runtime:-runc}" "${root[@]}" list -q
	else
		timeout 2 runc list -q
		timeout 2 crun list -q
		timeout 2 podman ps --format '{{.Names}}'
		timeout 2 docker ps --format '{{.Names}}'
	fi
} 2>/dev/null

# A policy as MODE[=FLAG][:NODES]; a word that may continue ends with ":" or "=".
_oci_mempolicy_policies() {
	local mode=${1%%[=:]*} flag word

	case $1 in
	*:*)
		for word in all cpus memory-only within: tier: pci:; do
			echo "${1%%:*}:$word"
		done
		;;
	*=*)
		for flag in static relative balancing; do
			echo "$mode=$flag:"
		done
		;;
	*) echo "default local prefer: prefer-many: bind: interleave: weighted-interleave:" ;;
	esac
}

# What follows an option; fails if nothing does. Sets COMPREPLY and, for files, leaves it empty.
_oci_mempolicy_value() {
	local choices="" value=$2

	case $1 in
	--color) choices="auto always never" ;;
	--format)
		choices="text json prometheus"
		[ "${words[1]}" != validate ] || choices="text json sarif"
		;;
	--engine) choices="podman docker containerd crio" ;;
	--fail-on) choices="degraded none" ;;
	--policy) choices=$(_oci_mempolicy_policies "$value") ;;
	--device)
		[ "${value#*=}" != "$value" ] || return 0
		choices=$(for policy in $(_oci_mempolicy_policies "${value#*=}"); do
			echo "${value%%=*}=$policy"
		done)
		;;
	--pid) choices=$(cd /proc && echo [0-9]*) ;;
	--runtime) mapfile -t COMPREPLY < <(compgen -c -- "$value") ;;
	--root) compopt -o dirnames ;;
	--state | --svg | --output | --hook | --config) compopt -o default ;;
	--cpus | --memory | --watch | --min-locality | --max-migrated) ;;
	*) return 1 ;;
	esac
	[ -z "$choices" ] || mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$value")
	[[ ${COMPREPLY[0]} != *: ]] || compopt -o nospace
}

_oci_mempolicy_word() {
	local current=${words[-1]} before=${words[-2]} command=${words[1]} choices

	if [ ${#words[@]} = 2 ]; then
		choices="$_oci_mempolicy_commands --help --version"
	elif [[ $current == --*=* ]]; then
		_oci_mempolicy_value "${current%%=*}" "${current#*=}"
		return
	elif _oci_mempolicy_value "$before" "$current"; then
		return
	elif [[ $current == -* ]]; then
		choices=$(_oci_mempolicy_options "$command")
	else
		case $command in
		validate | explain) compopt -o default ;;
		inspect) choices=$(_oci_mempolicy_containers) ;;
		configure) choices="podman docker containerd crio kubernetes" ;;
		doctor) choices="podman docker containerd crio" ;;
		help) choices=$_oci_mempolicy_commands ;;
		esac
	fi
	[ -z "$choices" ] || mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}

_oci_mempolicy() {
	local line=${COMP_LINE:0:COMP_POINT} words=() breaks split

	COMPREPLY=()
	# Bash has split the line at "=" and ":", too, as COMP_WORDBREAKS has it, and replaces only the
	# last part.
	read -ra words <<<"$line"
	[[ $line != *[[:blank:]] ]] || words+=("")
	_oci_mempolicy_word
	breaks=${COMP_WORDBREAKS//[^:=]/}
	[ -n "$breaks" ] || return
	split=${words[-1]%"${words[-1]##*["$breaks"]}"}
	[[ $split != --*=* ]] || split=${split#*=}
	COMPREPLY=("${COMPREPLY[@]#"$split"}")
}
complete -F _oci_mempolicy oci-mempolicy
