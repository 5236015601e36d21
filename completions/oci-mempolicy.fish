# SPDX-License-Identifier: Apache-2.0
# Completion of oci-mempolicy for fish.
complete -c oci-mempolicy -f
complete -c oci-mempolicy -n __fish_use_subcommand -l help -d 'Print help'
complete -c oci-mempolicy -n __fish_use_subcommand -l version -d 'Print the version'
complete -c oci-mempolicy -n __fish_use_subcommand -a validate -d 'All that is wrong with a policy'
complete -c oci-mempolicy -n __fish_use_subcommand -a explain -d 'What a policy will do here'
complete -c oci-mempolicy -n __fish_use_subcommand -a advise -d 'The policy that suits this machine'
complete -c oci-mempolicy -n __fish_use_subcommand -a inspect -d 'The policies of a running container, and where its memory lies'
complete -c oci-mempolicy -n __fish_use_subcommand -a features -d 'What this kernel takes'
complete -c oci-mempolicy -n __fish_use_subcommand -a topology -d 'The nodes of this machine'
complete -c oci-mempolicy -n __fish_use_subcommand -a cdi -d 'The file by which engines offer policies'
complete -c oci-mempolicy -n 'not __fish_use_subcommand' -s h -l help -d 'Print help'
complete -c oci-mempolicy -n 'not __fish_use_subcommand' -s V -l version -d 'Print the version'
complete -c oci-mempolicy -n 'not __fish_use_subcommand' -l color -xa 'auto always never' -d 'Colours'
complete -c oci-mempolicy -n 'not __fish_use_subcommand' -l json -d 'Print JSON'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from features' -l host -d 'Also the machine'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -F
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l host -d 'Against this machine, too'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l no-host -d 'Only what holds everywhere'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l policy -x -d 'A policy in the place of files'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from topology' -l svg -rF -d 'Draw a picture'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from cdi' -l output -rF -d 'Write it there'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from cdi' -l device -x -d 'Another name: NAME=POLICY'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from cdi' -l hook -rF -d 'Where oci-mempolicy-hook is'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from explain' -F
complete -c oci-mempolicy -n '__fish_seen_subcommand_from explain' -l host -d 'For this machine'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from explain' -l no-host -d 'For any machine'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from explain' -l policy -x -d 'A policy in the place of files'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l strict -d 'Memory near the CPUs, or none'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l bandwidth -d 'Memory of many nodes at once'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l latency -d 'Memory near the CPUs'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l tiered -d 'Fast nodes first'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l cpus -x -d 'CPUs of the container'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l runtime -xa '(__fish_complete_command)' -d 'Whose container it is'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l root -xa '(__fish_complete_directories)' -d 'The --root of the runtime'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l state -rF -d 'The OCI state, from a file'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l pid -xa '(__fish_complete_pids)' -d 'A process'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l no-stop -d 'Never stop a process'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l format -xa 'text json prometheus' -d 'What to print'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l output -rF -d 'Write it there'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l fail-on -xa 'degraded none' -d 'Exit with 1 if it is so, or worse'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l watch -x -d 'Look again and again, so many seconds apart'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l svg -rF -d 'Also draw a picture'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l min-locality -x -d 'Exit with 1 if less is where it should be'
