#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the part of the conformance suite that this machine can show.
#   here.sh BUILD RUNTIME
set -eu
build=$1 runtime=$2
exec sh "$(dirname "$0")/../support/without-unified.sh" \
	"$build/tests/conformance/oci-mempolicy-conformance" --runtime "$runtime" \
	--hook "$build/hook/oci-mempolicy-hook" --stage both
