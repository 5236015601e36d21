# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of script.in
if [ "$1" = 0 ] && [ -e "$file.kept" ]; then
	mv "$file.kept" "$file"
fi
