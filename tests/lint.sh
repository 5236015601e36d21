#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs linters on the files that git tracks.
#   lint.sh format | tidy | cppcheck | shell | words
# tidy reads the compile commands of build/clang. words checks spelling and phrases in all text.
set -eu
cd "$(dirname "$0")/.."

# One file at a time on each processor
tidy() {
	git ls-files -z '*.c' ':!*aarch64.c' ':!examples/' |
		xargs -0 -n 1 -P "$(nproc)" clang-tidy -p build/clang --quiet
}

# cppcheck_sources ARCHITECTURE OTHER
cppcheck_sources() {
	cppcheck --quiet -j "$(nproc)" --error-exitcode=1 --enable=warning,style,performance,portability \
		--suppress=variableScope --suppress=unusedStructMember --inline-suppr \
		--include=tests/cppcheck.h \
		--std=c11 -Ilib/include -Ilib/base -Ilib/text -Ilib/system -Ilib/ptrace -Ioci -Ihook -Iruntime -Icli -Icli/advise -Icli/cdi -Icli/configure -Icli/doctor -Icli/explain -Icli/host -Icli/inspect -Icli/machine -Icli/output -Icli/topology -Icli/validate "-D__$1__" -i "lib/ptrace/arch/$2.c" lib oci hook runtime cli
}

case ${1:-} in
format) git ls-files -z '*.[ch]' | xargs -0 clang-format --dry-run --Werror ;;
tidy) tidy ;;
cppcheck)
	cppcheck_sources x86_64 aarch64
	cppcheck_sources aarch64 x86_64
	;;
shell) git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck ;;
words)
	git ls-files -z ':!*package-lock.json' ':!tests/docs/spelling-allowed' |
		xargs -0 codespell --ignore-words tests/docs/spelling-allowed --quiet-level 3
	python3 tests/docs/words.py tests/docs/phrases
	;;
*)
	echo "usage: lint.sh format | tidy | cppcheck | shell | words" >&2
	exit 64
	;;
esac
