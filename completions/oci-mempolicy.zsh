#compdef oci-mempolicy
# SPDX-License-Identifier: Apache-2.0
# Completion of oci-mempolicy for zsh.

_oci_mempolicy_commands() {
	local -a commands=(
		'validate:all that is wrong with the policy of a config.json'
		'explain:what the policy of a config.json will do here'
		'advise:the memoryPolicy object that suits this machine'
		'inspect:the policies of a running container, and where its memory lies'
		'features:what this kernel takes'
		'topology:the nodes of this machine'
		'cdi:the file by which engines offer policies'
	)
	_describe command commands
}

_oci-mempolicy() {
	local context state line
	local -a every=(
		'--color[when to print colours]:when:(auto always never)'
		'(- *)'{-h,--help}'[print help]' '(- *)'{-V,--version}'[print the version]'
	)
	_arguments -C '(- *)'{-h,--help}'[print help]' '(- *)'{-V,--version}'[print the version]' \
		'1:command:_oci_mempolicy_commands' '*::argument:->command'
	[[ $state == command ]] || return
	case $words[1] in
	validate)
		_arguments '(--no-host)--host[against this machine, too]' \
			'(--host)--no-host[only what holds everywhere]' \
			'--policy[a policy in the place of files]:policy:' '--json[print JSON]' \
			$every '*:bundle or config.json:_files'
		;;
	explain)
		_arguments '(--no-host)--host[for this machine]' '(--host)--no-host[for any machine]' \
			'--policy[a policy in the place of files]:policy:' '--json[print JSON]' $every '*:bundle or config.json:_files'
		;;
	advise)
		_arguments '(--bandwidth --latency --tiered)--strict[memory near the CPUs, or none]' \
			'(--strict --latency --tiered)--bandwidth[memory of many nodes at once]' \
			'(--strict --bandwidth --tiered)--latency[memory near the CPUs]' \
			'(--strict --bandwidth --latency)--tiered[fast nodes first]' \
			'--cpus[CPUs of the container]:list of CPUs:' '--json[print JSON]' \
			$every
		;;
	inspect)
		_arguments '--runtime[whose container it is]:program:_command_names -e' \
			'--root[the --root of the runtime]:folder:_directories' \
			'--state[the OCI state, from a file]:file:_files' '--pid[a process]:process:_pids' \
			'--no-stop[never stop a process]' '--format[what to print]:format:(text json prometheus)' \
			'--json[print JSON]' '--output[write it there]:file:_files' \
			'--watch[look again and again]:seconds:' '--svg[also draw a picture]:file:_files' \
			'--fail-on[exit with 1 if it is so, or worse]:enforcement:(degraded none)' \
			'--min-locality[exit with 1 if less is where it should be]:share, 0 to 1:' \
			$every '1:container:'
		;;
	features)
		_arguments '--host[also the machine]' '--json[as always]' $every
		;;
	cdi)
		_arguments '--output[write it there]:file:_files' \
			'*--device[another name]:NAME=POLICY:' \
			'--hook[where oci-mempolicy-hook is]:file:_files' '--json[as always]' \
			$every
		;;
	topology)
		_arguments '--json[print JSON]' '--svg[draw a picture]:file:_files' $every
		;;
	esac
}

_oci-mempolicy "$@"
