# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154 # assigned by the script that sources it
# A control plane of Kubernetes on this host, in a separate network namespace; sourced. Needs
# $programs, the folder of its programs, and $work, the only folder it writes to; its processes end
# with the namespace.
#
# The machine of the lab reaches it at 10.0.2.2, which QEMU's user network translates to 127.0.0.1
# here; it reaches the machine's kubelet at 10.0.2.15, an address of this namespace that QEMU
# forwards.

kubeconfig=$work/kubeconfig
export KUBECONFIG="$kubeconfig"

kubectl() {
	"$programs/kubectl" "$@"
}

# Everybody may do everything: it exists for one test, and nobody else can reach it.
make_credentials() {
	token=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
	echo "$token,lab,lab,system:masters" >"$work/tokens"
	openssl genrsa -out "$work/account.key" 2048 2>/dev/null
	for server in 127.0.0.1 10.0.2.2; do
		cat >"$work/kubeconfig.$server" <<-END
			apiVersion: v1
			kind: Config
			current-context: lab
			contexts: [{name: lab, context: {cluster: lab, user: lab}}]
			clusters: [{name: lab, cluster: {server: "https://$server:6443", insecure-skip-tls-verify: true}}]
			users: [{name: lab, user: {token: "$token"}}]
		END
	done
	mv "$work/kubeconfig.127.0.0.1" "$kubeconfig"
	chmod 600 "$kubeconfig" "$work/kubeconfig.10.0.2.2"
}

# background NAME WORD...: its output goes to NAME.log
background() {
	name=$1
	shift
	"$@" >"$work/$name.log" 2>&1 &
}

# openssl's -extfile, with the names that pods and the machine use
make_certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lab-ca -keyout "$work/ca.key" \
		-out "$work/ca.crt" 2>/dev/null
	openssl req -newkey rsa:2048 -nodes -subj /CN=kube-apiserver -keyout "$work/server.key" \
		-out "$work/server.csr" 2>/dev/null
	echo 'subjectAltName=IP:127.0.0.1,IP:10.0.2.2,IP:10.96.0.1' >"$work/server.ext"
	openssl x509 -req -in "$work/server.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial \
		-days 2 -extfile "$work/server.ext" -out "$work/server.crt" 2>/dev/null
}

start_control_plane() {
	ip link set lo up
	ip address add 10.0.2.15/32 dev lo
	# The machine must not see itself as the caller.
	ip route replace local 10.0.2.15 dev lo table local src 127.0.0.1
	make_credentials
	make_certificate
	background etcd "$programs/etcd" --data-dir "$work/etcd" --unsafe-no-fsync \
		--listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
		--listen-peer-urls http://127.0.0.1:2380
	background apiserver "$programs/kube-apiserver" --etcd-servers http://127.0.0.1:2379 \
		--bind-address 127.0.0.1 --advertise-address 10.0.2.2 --tls-cert-file "$work/server.crt" \
		--tls-private-key-file "$work/server.key" --token-auth-file "$work/tokens" \
		--authorization-mode Node,RBAC --service-cluster-ip-range 10.96.0.0/16 \
		--service-account-issuer https://lab --service-account-key-file "$work/account.key" \
		--service-account-signing-key-file "$work/account.key" --allow-privileged \
		--kubelet-preferred-address-types InternalIP
	wait_until kubectl get --raw /readyz >/dev/null 2>&1
	background controllers "$programs/kube-controller-manager" --kubeconfig "$kubeconfig" --leader-elect=false \
		--use-service-account-credentials --service-account-private-key-file "$work/account.key" \
		--root-ca-file "$work/ca.crt" --node-monitor-grace-period 300s
	background scheduler "$programs/kube-scheduler" --kubeconfig "$kubeconfig" --leader-elect=false
}
