#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints options of run.sh that copy a program's shared libraries, except the guest's own C library,
# to /opt/lib.
#   libraries.sh PROGRAM
set -eu
ldd "$1" | awk '$2 == "=>" && $1 !~ /^libc\.so/ {print "--add", $3 ":/opt/lib/" $1}'
