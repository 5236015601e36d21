# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of script.in
# 0: no version stays installed. rpm removes the file, and postun puts it back.
if [ "$1" = 0 ]; then
	take_back
	[ -z "$kept" ] || ln -f "$file" "$file.kept"
fi
