#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the options of run.sh that put the shared libraries of a program, but for the guest's own C
# library, into /opt/lib.
#   libraries.sh PROGRAM
set -eu
ldd "$1" | awk '$2 == "=>" && $1 !~ /^libc\.so/ {print "--add", $3 ":/opt/lib/" $1}'
