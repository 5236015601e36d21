# SPDX-License-Identifier: Apache-2.0
# Completion of oci-mempolicy for fish.

# Containers of the runtime that the command line names; otherwise of runc and crun, and engines' names.
function __oci_mempolicy_containers
    set -l words (commandline -opc)
    set -l runtime
    set -l root
    for i in (seq (count $words))
        switch $words[$i]
            case --runtime
                set -q words[(math $i + 1)]; and set runtime $words[(math $i + 1)]
            case '--runtime=*'
                set runtime (string replace -- --runtime= '' $words[$i])
            case --root
                set -q words[(math $i + 1)]; and set root --root $words[(math $i + 1)]
            case '--root=*'
                set root $words[$i]
        end
    end
    if set -q runtime[1]; or set -q root[1]
        set -q runtime[1]; or set runtime runc
        timeout 2 $runtime $root list -q 2>/dev/null
    else
        timeout 2 runc list -q 2>/dev/null
        timeout 2 crun list -q 2>/dev/null
        timeout 2 podman ps --format '{{.Names}}' 2>/dev/null
        timeout 2 docker ps --format '{{.Names}}' 2>/dev/null
    end
end

# A policy as MODE[=FLAG][:NODES], after the text before it.
function __oci_mempolicy_policies
    set -l text (string replace -r -- '^--[a-z]+=' '' (commandline -ct))
    set -l before ''
    if contains -- --device $argv
        set -l name (string match -r '^[^=]*=' -- $text); or return
        set before $name
        set text (string replace -- $name '' $text)
    end
    set -l mode (string match -r '^[^=:]*' -- $text)
    if string match -q '*:*' -- $text
        set -l begin (string match -r '^[^:]*:' -- $text)
        printf '%s\n' $before$begin{all\tall nodes with memory,cpus\tnodes of the CPUs,memory-only\tnodes without CPUs,within:\tDISTANCE,tier:\tRANK,pci:\tADDRESS}
    else if string match -q '*=*' -- $text
        printf '%s\n' $before$mode={static:,relative:,balancing:}
    else
        printf '%s\n' $before{default,local,prefer:,prefer-many:,bind:,interleave:,weighted-interleave:}
    end
end

complete -c oci-mempolicy -f
complete -c oci-mempolicy -n __fish_use_subcommand -s h -l help -d 'Print help'
complete -c oci-mempolicy -n __fish_use_subcommand -s V -l version -d 'Print the version'
complete -c oci-mempolicy -n __fish_use_subcommand -a validate -d 'Check the memory policy of a config.json'
complete -c oci-mempolicy -n __fish_use_subcommand -a explain -d 'Explain what a policy does on this machine'
complete -c oci-mempolicy -n __fish_use_subcommand -a advise -d 'Suggest a policy for this machine'
complete -c oci-mempolicy -n __fish_use_subcommand -a inspect -d 'Show the policies of a running container and where its memory is'
complete -c oci-mempolicy -n __fish_use_subcommand -a features -d 'Print which modes and flags this kernel supports'
complete -c oci-mempolicy -n __fish_use_subcommand -a topology -d 'Show the NUMA nodes of this machine'
complete -c oci-mempolicy -n __fish_use_subcommand -a cdi -d 'Write the CDI file that offers policies as devices'
complete -c oci-mempolicy -n __fish_use_subcommand -a configure -d 'Make an engine call the hook, or undo that'
complete -c oci-mempolicy -n __fish_use_subcommand -a doctor -d 'Check whether containers get their policies'
complete -c oci-mempolicy -n __fish_use_subcommand -a help -d 'Print help for a command'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from help' -a 'validate explain advise inspect features topology cdi configure doctor'
complete -c oci-mempolicy -n 'not __fish_use_subcommand' -s h -l help -d 'Print help'
complete -c oci-mempolicy -n 'not __fish_use_subcommand' -s V -l version -d 'Print the version'
complete -c oci-mempolicy -n 'not __fish_use_subcommand' -l color -xa 'auto always never' -d 'When to use colors'
complete -c oci-mempolicy -n 'not __fish_use_subcommand' -l json -d 'Print JSON'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from features' -l host -d 'Also print the machine'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -F
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l host -d 'Also check against this machine'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l no-host -d 'Check only what holds everywhere'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l policy -xa '(__oci_mempolicy_policies)' -d 'A policy instead of files'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l format -xa 'text json sarif' -d 'Output format'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l quiet -d 'Print errors only'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from validate' -l warnings-as-errors -d 'Treat warnings as errors'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from topology' -l svg -rF -d 'Draw a picture into FILE'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from cdi' -l output -rF -d 'Write to FILE'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from cdi' -l device -xa '(__oci_mempolicy_policies --device)' -d 'Add a device: NAME=POLICY'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from cdi' -l hook -rF -d 'Path of oci-mempolicy-hook'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from configure' -xa 'podman docker containerd crio kubernetes'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from configure' -l dry-run -d 'Show what would change'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from configure' -l undo -d 'Undo what was done'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from configure' -l user -d 'Configure the rootless Podman of this user'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from configure' -l root -xa '(__fish_complete_directories)' -d 'Use another root directory'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from configure' -l hook -rF -d 'Path of oci-mempolicy-hook'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from doctor' -xa 'podman docker containerd crio'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from doctor' -l try -d 'Also start a container'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from doctor' -l hook -rF -d 'Path of oci-mempolicy-hook'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from explain' -F
complete -c oci-mempolicy -n '__fish_seen_subcommand_from explain' -l host -d 'Explain it for this machine'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from explain' -l no-host -d 'Explain it for any machine'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from explain' -l policy -xa '(__oci_mempolicy_policies)' -d 'A policy instead of files'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l strict -d 'Memory only from the nearest nodes'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l bandwidth -d 'Memory from many nodes at once'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l latency -d 'Memory near the CPUs'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l tiered -d 'Fast nodes first'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l cpus -x -d 'CPUs of the container'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l memory -x -d 'Memory that the container needs'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from advise' -l config -r -d 'Bundle or config.json of the container'

complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -a '(__oci_mempolicy_containers)' -d Container
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l engine -xa 'podman docker containerd crio' -d 'Engine of the container'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l runtime -xa '(__fish_complete_command)' -d 'Runtime to ask'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l root -xa '(__fish_complete_directories)' -d 'State directory of the runtime (its --root)'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l state -rF -d 'Read the OCI state from a file'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l pid -xa '(__fish_complete_pids)' -d 'Inspect a process'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l no-stop -d 'Never stop a process'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l format -xa 'text json prometheus' -d 'Output format'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l output -rF -d 'Write JSON or metrics to a file'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l fail-on -xa 'degraded none' -d 'Exit with 1 if enforcement is this or worse'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l watch -x -d 'Repeat after so many seconds'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l svg -rF -d 'Also draw a picture'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l min-locality -x -d 'Exit with 1 if less memory is on the nodes'
complete -c oci-mempolicy -n '__fish_seen_subcommand_from inspect' -l max-migrated -x -d 'Exit with 1 when more pages have moved'
