#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetches promtool, which checks metrics, from Debian's package "prometheus", unless it is already
# there; prints its path. The package is not installed, because it would start a server.
#   promtool.sh DIR
set -eu
mkdir -p "$1"
cd "$1"
exec 9>lock
flock 9
if [ ! -e promtool ]; then
	rm -rf part
	mkdir part
	# apt's own user cannot write there.
	(cd part && apt-get -qq -o APT::Sandbox::User=root download prometheus >&2 &&
		dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool)
	mv part/usr/bin/promtool promtool
	rm -rf part
fi
echo "$(pwd -P)/promtool"
