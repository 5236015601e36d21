#compdef oci-mempolicy
# SPDX-License-Identifier: Apache-2.0
# Completion of oci-mempolicy for zsh.

_oci_mempolicy_commands() {
	local -a commands=(
		'validate:check the memory policy of a config.json'
		'explain:what the policy of a config.json will do here'
		'advise:the memoryPolicy object that suits this machine'
		'inspect:show the policies of a running container and where its memory is'
		'features:what this kernel takes'
		'topology:the nodes of this machine'
		'cdi:the file by which engines offer policies'
		'configure:has an engine call the hook, or no more'
		'doctor:whether containers get their policies here, or why not'
		'help:more about a command'
	)
	_describe -t commands command commands
}

# Containers: of the runtime that the line names; else of runc and crun, and engines' names of theirs.
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
		'--color=[when to print colours]:when:(auto always never)'
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
		_arguments '(--no-host)--host[for this machine]' '(--host)--no-host[for any machine]' \
			'--policy=[in the place of files]:policy:_oci_mempolicy_policies' '--json[print JSON]' $every '*:bundle or config.json:_files'
		;;
	advise)
		_arguments '(--bandwidth --latency --tiered)--strict[memory near the CPUs, or none]' \
			'(--strict --latency --tiered)--bandwidth[memory of many nodes at once]' \
			'(--strict --bandwidth --tiered)--latency[memory near the CPUs]' \
			'(--strict --bandwidth --latency)--tiered[fast nodes first]' \
			'--cpus=[CPUs of the container]:list of CPUs:' \
			'--memory=[memory that it needs]:size, such as 24G:' \
			'--config=[its bundle]:bundle or config.json:_files' '--json[print JSON]' $every
		;;
	inspect)
		_arguments '--engine=[engine of the container]:engine:(podman docker containerd crio)' \
			'--runtime=[runtime to ask]:program:_command_names -e' \
			'--root=[the --root of the runtime]:folder:_directories' \
			'--state=[read the OCI state from a file]:file:_files' '--pid=[inspect a process]:process:_pids' \
			'--no-stop[never stop a process]' '--format=[output format]:format:(text json prometheus)' \
			'--json[print JSON]' '--output=[write JSON or metrics to a file]:file:_files' \
			'--watch=[repeat after so many seconds]:seconds:' '--svg=[also draw a picture]:file:_files' \
			'--fail-on=[exit with 1 if enforcement is this or worse]:enforcement:(degraded none)' \
			'--min-locality=[exit with 1 if less memory is on the nodes]:share, 0 to 1:' \
			'--max-migrated=[exit with 1 when more pages have moved]:pages:' \
			$every '1:container:_oci_mempolicy_containers'
		;;
	features)
		_arguments '--host[also the machine]' '--json[as always]' $every
		;;
	cdi)
		_arguments '--output=[write it there]:file:_files' \
			'*--device=[another name]:NAME=POLICY:_oci_mempolicy_devices' \
			'--hook=[where oci-mempolicy-hook is]:file:_files' '--json[as always]' \
			$every
		;;
	configure)
		_arguments '--dry-run[show what would change]' '--undo[take back what was done]' \
			'--user[for the rootless Podman of this user]' \
			'--root=[in another root directory]:folder:_directories' \
			'--hook=[where oci-mempolicy-hook is]:file:_files' '--json[print JSON]' \
			$every '1:engine:(podman docker containerd crio kubernetes)'
		;;
	help)
		_arguments '1:command:_oci_mempolicy_commands'
		;;
	doctor)
		_arguments '--try[also start a container]' '--hook=[where oci-mempolicy-hook is]:file:_files' \
			'--json[print JSON]' $every '1:engine:(podman docker containerd crio)'
		;;
	topology)
		_arguments '--json[print JSON]' '--svg=[draw a picture]:file:_files' $every
		;;
	esac
}

_oci-mempolicy "$@"
