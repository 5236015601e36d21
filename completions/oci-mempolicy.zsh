#compdef oci-mempolicy
# SPDX-License-Identifier: Apache-2.0
# Completion of oci-mempolicy for zsh.

_oci_mempolicy_commands() {
	local -a commands=(
		'features:what this kernel takes'
	)
	_describe command commands
}

_oci-mempolicy() {
	local context state line
	_arguments -C '--help[print help]' '--version[print the version]' \
		'1:command:_oci_mempolicy_commands' '*::argument:->command'
	[[ $state == command ]] || return
	case $words[1] in
	features)
		_arguments '--host[also the machine]' '--json[as always]' '--help[print help]'
		;;
	esac
}

_oci-mempolicy "$@"
