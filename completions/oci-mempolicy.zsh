#compdef oci-mempolicy
# SPDX-License-Identifier: Apache-2.0
# Completion of oci-mempolicy for zsh.

_oci_mempolicy_commands() {
	local -a commands=(
		'validate:check the memory policy of a config.json'
		'explain:explain what the policy of a config.json does on this machine'
		'advise:suggest a memoryPolicy object for this machine'
		'inspect:show the policies of a running container and where its memory is'
		'features:print which modes and flags this kernel supports'
		'topology:show the NUMA nodes of this machine'
		'cdi:write the CDI file that offers policies as devices'
		'configure:make an engine call the hook, or undo that'
		'doctor:check whether containers get their policies'
		'help:print help for a command'
	)
	_describe -t commands command commands
}

# Containers of the runtime that the command line names; otherwise of runc and crun, and engines' names.
_oci_mempolicy_containers() {
	local runtime=${opt_args[--runtime]} root=${opt_args[--root]}
	local -a ids

	ids=(${(f)"$({
		if [[ -n $runtime$root ]]; then
			timeout 2 ${(Q)runtime:-runc} ${root:+--root} ${(Q)root} list -q
		else
			timeout 2 runc list -q
			timeout 2 crun list -q
			timeout 2 podman ps --format '{{.Names}}'
			timeout 2 docker ps --format '{{.Names}}'
		fi
	} 2>/dev/null)"})
	compadd -a ids
}

# A policy as MODE[=FLAG][:NODES]
_oci_mempolicy_policies() {
	if compset -P 1 '[a-z-]#(=[a-z|]#|):'; then
		compadd all cpus memory-only
		compadd -S '' within: tier: pci:
	elif compset -P 1 '[a-z-]#='; then
		compadd -S '' static: relative: balancing:
	else
		compadd default local
		compadd -S '' prefer: prefer-many: bind: interleave: weighted-interleave:
	fi
}

_oci_mempolicy_devices() {
	compset -P 1 '[^=]#=' && _oci_mempolicy_policies
}

_oci-mempolicy() {
	local context state line
	typeset -A opt_args
	setopt localoptions extendedglob
	local -a every=(
		'--color=[when to use colors]:when:(auto always never)'
		'(- *)'{-h,--help}'[print help]' '(- *)'{-V,--version}'[print the version]'
	)
	_arguments -C '(- *)'{-h,--help}'[print help]' '(- *)'{-V,--version}'[print the version]' \
		'1:command:_oci_mempolicy_commands' '*::argument:->command'
	[[ $state == command ]] || return
	case $words[1] in
	validate)
		_arguments '(--no-host)--host[also check against this machine]' \
			'(--host)--no-host[check only what holds everywhere]' \
			'--policy=[a policy instead of files]:policy:_oci_mempolicy_policies' \
			'--format=[output format]:format:(text json sarif)' '--json[print JSON]' \
			'--quiet[print errors only]' '--warnings-as-errors[treat warnings as errors]' \
			$every '*:bundle or config.json:_files'
		;;
	explain)
		_arguments '(--no-host)--host[explain it for this machine]' '(--host)--no-host[explain it for any machine]' \
			'--policy=[a policy instead of files]:policy:_oci_mempolicy_policies' '--json[print JSON]' $every '*:bundle or config.json:_files'
		;;
	advise)
		_arguments '(--bandwidth --latency --tiered)--strict[memory only from the nearest nodes]' \
			'(--strict --latency --tiered)--bandwidth[memory from many nodes at once]' \
			'(--strict --bandwidth --tiered)--latency[memory near the CPUs]' \
			'(--strict --bandwidth --latency)--tiered[fast nodes first]' \
			'--cpus=[CPUs of the container]:list of CPUs:' \
			'--memory=[memory that the container needs]:size, such as 24G:' \
			'--config=[bundle or config.json of the container]:bundle or config.json:_files' '--json[print JSON]' $every
		;;
	inspect)
		_arguments '--engine=[engine of the container]:engine:(podman docker containerd crio)' \
			'--runtime=[runtime to ask]:program:_command_names -e' \
			'--root=[state directory of the runtime (its --root)]:directory:_directories' \
			'--state=[read the OCI state from a file]:file:_files' '--pid=[inspect a process]:process:_pids' \
			'--no-stop[never stop a process]' '--format=[output format]:format:(text json prometheus)' \
			'--json[print JSON]' '--output=[write JSON or metrics to a file]:file:_files' \
			'--watch=[repeat after so many seconds]:seconds:' '--svg=[also draw a picture into FILE]:file:_files' \
			'--fail-on=[exit with 1 if enforcement is this or worse]:enforcement:(degraded none)' \
			'--min-locality=[exit with 1 if less memory is on the nodes]:share, 0 to 1:' \
			'--max-migrated=[exit with 1 when more pages have moved]:pages:' \
			$every '1:container:_oci_mempolicy_containers'
		;;
	features)
		_arguments '--host[also print the machine]' '--json[no effect]' $every
		;;
	cdi)
		_arguments '--output=[write to FILE]:file:_files' \
			'*--device=[add a device]:NAME=POLICY:_oci_mempolicy_devices' \
			'--hook=[path of oci-mempolicy-hook]:file:_files' '--json[no effect]' \
			$every
		;;
	configure)
		_arguments '--dry-run[show what would change]' '--undo[undo what was done]' \
			'--user[configure the rootless Podman of this user]' \
			'--root=[use another root directory]:directory:_directories' \
			'--hook=[path of oci-mempolicy-hook]:file:_files' '--json[print JSON]' \
			$every '1:engine:(podman docker containerd crio kubernetes)'
		;;
	help)
		_arguments '1:command:_oci_mempolicy_commands'
		;;
	doctor)
		_arguments '--try[also start a container]' '--hook=[path of oci-mempolicy-hook]:file:_files' \
			'--json[print JSON]' $every '1:engine:(podman docker containerd crio)'
		;;
	topology)
		_arguments '--json[print JSON]' '--svg=[draw a picture into FILE]:file:_files' $every
		;;
	esac
}

_oci-mempolicy "$@"
