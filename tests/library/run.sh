#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs as the README describes, and uses the installed files as others would: the hook alone,
# and the library linked in each way. Prints one line per check; ends with 'N passed, N failed'.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh
built=$work/source/build/release prefix=$work/prefix
lib=$prefix/lib header=$prefix/include/oci-mempolicy/mempolicy.h
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
interface=${version%.*} # as long as the version is 0.x

# The files in a folder, without folders
list() {
	(cd "$1" && find . ! -type d | sed 's/^..//' | LC_ALL=C sort)
}

# ---- installing ----

# pages DIR SOURCE...: where they are installed
pages() {
	folder=$1
	shift
	for page; do
		page=${page##*/}
		echo "usr/local/share/man/$folder/${page%.scd}"
	done | LC_ALL=C sort
}

# The commands of the README, in a copy without a build.
follow_readme() {
	git ls-files -z | xargs -0 cp --parents --no-dereference --target-directory "$work/source"
	sed -n '/^## Install$/,/^## /s/^    cmake/cmake/p' README.md >"$work/commands"
	must env --chdir="$work/source" DESTDIR="$work/hook" sh -eu "$work/commands"
	check_same "the README's commands install the hook, the command, pages and completions, no more" \
		"etc/fish/completions/oci-mempolicy.fish
usr/local/bin/oci-mempolicy
usr/local/libexec/oci/hooks.d/oci-mempolicy-hook
usr/local/share/bash-completion/completions/oci-mempolicy
$(pages man1 man/*.1.scd | grep -v conformance)
$(pages man8 man/oci-mempolicy-hook.8.scd)
usr/local/share/zsh/site-functions/_oci-mempolicy" "$(list "$work/hook")"
	# An option that an earlier cmake was given must not hide the tests from tests/run.sh.
	must env --chdir="$work/source" cmake --preset release
	check_like "the preset without options then has the tests" '*Total Tests: [1-9]*' \
		"$(cd "$work/source" && ctest --preset default -N)"
}

# Man pages name the hook by its actual path, whatever prefix the build was configured with.
other_prefix() {
	must env DESTDIR="$work/other" cmake --install "$built" --prefix /opt/policy
	check_lines "the man page has the hook's path" 3 \
		'"/opt/policy/libexec/oci/hooks\\&*\.d/oci-mempolicy-hook"' \
		"$work/other/opt/policy/share/man/man8/oci-mempolicy-hook.8"
	check_same "no text names another prefix" '' "$(grep -rIl /usr/local "$work/other")"
	must env DESTDIR="$work/other" cmake --build "$built" --target uninstall
	check_same "what was installed with another prefix is removed" "opt" "$(cd "$work/other" && find -- *)"
}

removed() {
	export DESTDIR="$work/removed"
	for component in hook command; do
		must cmake --install "$built" --component $component
	done
	must cmake --build "$built" --target uninstall-hook
	check_same "a component alone is removed" ./bin/oci-mempolicy "$(cd "$DESTDIR/usr/local" &&
		find . -path './bin/*' -o -path '*libexec*' -o -path '*man8*')"
	check_like "what was removed cannot be removed again" '*nothing to remove*' \
		"$(cmake --build "$built" --target uninstall-hook 2>&1)"
	touch "$DESTDIR/usr/local/share/zsh/mine"
	must cmake --build "$built" --target uninstall
	check_same "all is removed but what others put there, and the system's folders" "usr/local usr/local/bin \
usr/local/share usr/local/share/man usr/local/share/zsh usr/local/share/zsh/mine" \
		"$(cd "$DESTDIR" && find usr/local | LC_ALL=C sort | paste -s -d ' ')"
	unset DESTDIR
}

# In a build without the command, requesting it is an error.
without_command() {
	must cmake -DCLI=OFF -DCONFORMANCE=OFF "$built"
	must cmake --build "$built"
	for component in command comand; do
		run cmake --install "$built" --component $component --prefix "$work/none"
		check_same "no component $component: exit code" 1 "$code"
		check_like "no component $component: what is said" \
			"*no component*\"$component\"*hook, runtime, library*-DCLI=ON*" "$(echo "$err" | tr -s ' \n' ' ')"
	done
}

# install_component NAME PREFIX
install_component() {
	mkdir -p "$2"
	must cmake --install "$built" --component "$1" --prefix "$2"
}

install_all() {
	must cmake --build "$built"
	install_component library "$prefix"
	check_same "what programs run with" "lib/libmempolicy.so.$interface
lib/libmempolicy.so.$version" "$(list "$prefix")"
	install_component development "$prefix"
	check_same "what the library consists of" "$(cd lib/include && printf 'include/oci-mempolicy/%s\n' *)
include/oci-mempolicy/mempolicy_version.h
lib/cmake/oci-mempolicy/oci-mempolicy-config-version.cmake
lib/cmake/oci-mempolicy/oci-mempolicy-config.cmake
lib/cmake/oci-mempolicy/oci-mempolicy-targets-release.cmake
lib/cmake/oci-mempolicy/oci-mempolicy-targets.cmake
lib/libmempolicy.a
lib/libmempolicy.so
lib/libmempolicy.so.$interface
lib/libmempolicy.so.$version
lib/pkgconfig/oci-mempolicy.pc" "$(list "$prefix")"
	install_component Unspecified "$work/unspecified"
	check_same "every file belongs to a component" '' "$(list "$work/unspecified")"
	install_component conformance "$work/conformance"
	check_same "what the conformance suite consists of" "bin/oci-mempolicy-conformance
libexec/oci-mempolicy/conformance-probe
share/man/man1/oci-mempolicy-conformance.1
share/oci-mempolicy/conformance/base.json" "$(list "$work/conformance" | grep -v /cases/)"
	check_same "the installed conformance suite finds its cases and its probe" \
		"1 passed, 0 failed, 0 not applicable" \
		"$("$work/conformance/bin/oci-mempolicy-conformance" --runtime runc --hook \
			"$work/hook/usr/local/libexec/oci/hooks.d/oci-mempolicy-hook" none | tail -n 1)"
}

# ---- symbols ----

# The functions that the header declares: without comments, they are the names before a parenthesis.
declared() {
	cat "${header%.h}"*.h | cc -fpreprocessed -E -P - | sed '/^typedef/d' |
		grep -o 'mempolicy_[a-z_]* *(' | tr -d ' (' | LC_ALL=C sort
}

# shown NM-OPTION... FILE: prints names
shown() {
	nm --format=posix --defined-only "$@" | awk 'NF >= 3 && $2 != "A" {print $1}' |
		LC_ALL=C sort
}

symbols() {
	check_same "the shared library shows what the header declares, each with a version" \
		"$(declared)" "$(shown --dynamic --with-symbol-versions "$lib/libmempolicy.so" |
			sed -n "s/@@MEMPOLICY_$interface\$//p")"
	shown --extern-only "$lib/libmempolicy.a" >"$work/static"
	check_same "the static library shows what the header declares" \
		"$(declared)" "$(grep '^mempolicy_' "$work/static")"
	check_same "all else in it begins with mp_" \
		'' "$(grep -v -e '^mempolicy_' -e '^mp_' "$work/static")"
	check_same "SONAME" "libmempolicy.so.$interface" "$(dynamic SONAME)"
	check_same "what the shared library needs" "libc.so.6 libjansson.so.4" "$(dynamic NEEDED)"
}

# dynamic TAG: prints its values on one line
dynamic() {
	readelf --dynamic "$lib/libmempolicy.so" | sed -n "s/.*($1).*\[\(.*\)\]/\1/p" |
		LC_ALL=C sort | paste -s -d ' '
}

# ---- the header ----

# compiles LANGUAGE COMMAND...: the header alone, and together with the kernel's header of the same
# name
compiles() {
	language=$1
	shift
	set -- "$@" -Wall -Wextra -Werror -fsyntax-only "-I$prefix/include"
	echo '#include <oci-mempolicy/mempolicy.h>' >"$work/alone"
	check_silent "the header alone, as $language" "$@" "$work/alone"
	echo '#include <linux/mempolicy.h>' | cat - "$work/alone" >"$work/beside"
	check_silent "the header beside linux/mempolicy.h, as $language" "$@" "$work/beside"
}

headers() {
	compiles C11 cc -x c -std=c11 -pedantic
	compiles C17 cc -x c -std=c17 -pedantic
	compiles C++17 c++ -x c++ -std=c++17 -pedantic
	compiles "C17 by clang" clang -x c -std=c17 -pedantic
}

# ---- programs ----

# runs NAME PROGRAM: the example, with a valid policy and with one that is refused
runs() {
	check_same "$1: the command has the policy" "policy: interleave" \
		"$("$2" '{"mode": "MPOL_INTERLEAVE", "nodes": "0"}' numactl --show | sed -n 1p)"
	check_same "$1: the command's exit code is passed on" 7 \
		"$("$2" '{"mode": "MPOL_LOCAL"}' sh -c 'exit 7' || echo $?)"
	check_same "$1: a policy that breaks a rule is refused" "${2##*/}: /linux/memoryPolicy/nodes: \
invalid memory policy nodes \"\": MPOL_BIND needs at least one node; name the nodes, such as \
\"0-3,7\"
65" \
		"$("$2" '{"mode": "MPOL_BIND"}' echo started 2>&1 || echo $?)"
}

# applies NAME PROGRAM: the example, for a process that is already running
applies() {
	sleep 1000 &
	sleeping=$!
	run "$2" '{"mode": "MPOL_INTERLEAVE", "nodes": "0"}' $sleeping
	check_same "$1: a running process has the policy" "threads: 1, interleave:0" \
		"$out$err, $(awk '/stack/ {print $2}' /proc/$sleeping/numa_maps)"
	kill $sleeping
}

example() {
	set -- cc -Wall -Wextra -Werror examples/run-with-policy.c -o
	export PKG_CONFIG_PATH="$lib/pkgconfig"
	check_same "pkg-config tells the version" "$version" "$(pkg-config --modversion oci-mempolicy)"
	# shellcheck disable=SC2046 # words are wanted
	check_silent "pkg-config, shared" "$@" "$work/example" \
		$(pkg-config --cflags --libs oci-mempolicy)
	LD_LIBRARY_PATH=$lib runs "pkg-config, shared" "$work/example"
	# shellcheck disable=SC2046 # words are wanted
	check_silent "pkg-config, static" "$@" "$work/example-static" -static \
		$(pkg-config --static --cflags --libs oci-mempolicy)
	runs "pkg-config, static" "$work/example-static"
	check_same "clang-tidy of the example" '' "$(clang-tidy --quiet examples/*.c -- \
		"-I$prefix/include" 2>"$work/said")"
}

example_cmake() {
	must cmake -S examples -B "$work/cmake" -G Ninja -DCMAKE_PREFIX_PATH="$prefix"
	must cmake --build "$work/cmake"
	runs "CMake, shared" "$work/cmake/run-with-policy"
	runs "CMake, static" "$work/cmake/run-with-policy-static"
	applies "CMake, shared" "$work/cmake/apply-to-process"
	applies "CMake, static" "$work/cmake/apply-to-process-static"
	mkdir "$work/another"
	for another in "${interface%.*}.$((${interface#*.} + 1))" $((${interface%.*} + 1)); do
		sed "s/find_package(oci-mempolicy [0-9.]*/find_package(oci-mempolicy $another/" \
			examples/CMakeLists.txt >"$work/another/CMakeLists.txt"
		check_same "CMake, version $another is another" 1 "$(cmake -S "$work/another" \
			-B "$work/another-build" -DCMAKE_PREFIX_PATH="$prefix" >"$work/said" 2>&1 ||
			grep -c 'compatible with requested version' "$work/said")"
	done
}

# A program in C++, with a function whose name an internal one would have without mp_.
cxx() {
	cat >"$work/names.cc" <<'END'
#include <cstdio>
#include <oci-mempolicy/mempolicy.h>

extern "C" int error_set()
{
	return 0;
}

int main()
{
	mempolicy policy;
	mempolicy_error error;

	if (mempolicy_parse("{}", 2, &policy, &error) == 0)
		return error_set();
	std::puts(error.pointer);
}
END
	for static in '' -static; do
		# shellcheck disable=SC2046,SC2086 # words are wanted
		check_silent "C++${static:+, }$static" c++ $static "$work/names.cc" -o "$work/names" \
			$(pkg-config $static --cflags --libs oci-mempolicy)
		check_same "C++${static:+, }$static: where the error is" /linux/memoryPolicy/mode \
			"$(LD_LIBRARY_PATH=$lib "$work/names")"
	done
}

# ---- documentation ----

documentation() {
	cmake --build "$built" --target doc >"$work/said" 2>&1 || true
	check_same "documentation without warnings" '' "$(grep -i 'warning:\|error:' "$work/said")"
	for function in $(declared); do
		grep -q "</span>$function()</h2>" "$built/doc/html"/group__*.html || echo "$function"
	done >"$work/undocumented"
	check_same "every function is documented, in a group" '' "$(cat "$work/undocumented")"
}

mkdir "$work/source"
follow_readme
other_prefix
install_all
removed
symbols
headers
example
example_cmake
cxx
documentation
without_command
