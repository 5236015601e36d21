#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A node of Kubernetes in the guest: containerd and kubelet, until the machine is ended from
# outside. Its containerd imports fragments, and is restarted when one changes, as an administrator
# would do.
set -eu

# Does what kube-proxy would do for the only service used here, the API server.
set_up_network() {
	modprobe virtio_net
	ip link set eth0 up
	ip address add 10.0.2.15/24 dev eth0
	ip route add default via 10.0.2.2
	echo 1 >/proc/sys/net/ipv4/ip_forward
	for chain in PREROUTING OUTPUT; do
		iptables -t nat -A $chain -d 10.96.0.1 -p tcp --dport 443 -j DNAT --to-destination 10.0.2.2:6443
	done
	iptables -t nat -A POSTROUTING -s 10.88.0.0/16 -o eth0 -j MASQUERADE
	mkdir -p /etc/cni/net.d
	cat >/etc/cni/net.d/10-lab.conflist <<-END
		{"cniVersion": "1.0.0", "name": "lab", "plugins": [{"type": "ptp",
			"ipam": {"type": "host-local", "ranges": [[{"subnet": "10.88.0.0/16"}]],
				"routes": [{"dst": "0.0.0.0/0"}]}}]}
	END
}

start_containerd() {
	containerd >>/tmp/containerd.log 2>&1 &
	containerd=$!
	until ctr version >/dev/null 2>&1; do sleep 0.5; done
}

# The test's image is also used as Kubernetes' pause image.
import_images() {
	for archive in /root/images/*.tar; do
		ctr -n k8s.io images import --no-unpack=false "$archive" >/dev/null
	done
	pause=$(containerd config default | grep -o -m 1 'registry[^"'\'']*/pause:[0-9.]*')
	ctr -n k8s.io images tag localhost/busybox:latest "$pause" >/dev/null
}

start_kubelet() {
	cat >/tmp/kubelet.yaml <<-END
		apiVersion: kubelet.config.k8s.io/v1beta1
		kind: KubeletConfiguration
		authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
		authorization: {mode: AlwaysAllow}
		cgroupDriver: cgroupfs
		containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
		evictionHard: {memory.available: "0%", nodefs.available: "0%", imagefs.available: "0%"}
		failSwapOn: false
		imageGCHighThresholdPercent: 100
		resolvConf: ""
		runtimeRequestTimeout: 5m
		syncFrequency: 10s
	END
	kubelet --config /tmp/kubelet.yaml --kubeconfig /root/kubeconfig --hostname-override lab \
		--node-ip 10.0.2.15 >/tmp/kubelet.log 2>&1 &
}

set_up_network
# An emulated machine on a busy host is slow.
mkdir -p /etc/oci-mempolicy
echo 'hook-option = --timeout=60' >/etc/oci-mempolicy/runtime.conf
echo 'imports = ["/etc/containerd/conf.d/*.toml"]' | cat - /etc/containerd/config.toml >/tmp/config.toml
cp /tmp/config.toml /etc/containerd/config.toml
start_containerd
import_images
start_kubelet
tail -F /tmp/containerd.log /tmp/kubelet.log 2>/dev/null &
known=
while :; do
	fragments=$(cat /etc/containerd/conf.d/*.toml 2>/dev/null || true)
	if [ "$fragments" != "$known" ]; then
		known=$fragments
		echo 'guest.sh: restarting containerd'
		kill "$containerd"
		wait "$containerd" || true
		start_containerd
	fi
	sleep 1
done
