#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a command without a cgroup v2 hierarchy mounted within v1. If that has controllers, crun
# (from 0.4 on, its commit 934c728099b8) refuses to run: "cgroups in hybrid mode not supported".
#   without-unified.sh COMMAND...
set -eu
mountpoint -q /sys/fs/cgroup/unified || exec "$@"
# shellcheck disable=SC2016 # of the inner shell
exec unshare --mount sh -c 'umount /sys/fs/cgroup/unified && exec "$@"' sh "$@"
