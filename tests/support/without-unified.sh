#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a command where no cgroup v2 hierarchy is mounted within v1. With one that has controllers crun
# (from 0.4 on, its commit 934c728099b8) refuses to run: "cgroups in hybrid mode not supported".
#   without-unified.sh COMMAND...
set -eu
mountpoint -q /sys/fs/cgroup/unified || exec "$@"
# shellcheck disable=SC2016 # of the inner shell
exec unshare --mount sh -c 'umount /sys/fs/cgroup/unified && exec "$@"' sh "$@"
