# TAP for POSIX shell. A script in t/ starts with:  . "${0%/*}/lib.sh"
#
# $MXWHY is the program, $top the source tree, $tmp a directory of the
# script's own; the working directory is $top. Ends with done_testing.

top=$(cd "${0%/*}/.." && pwd) || exit 1
cd "$top" || exit 1
self=$top/t/${0##*/}
case $objdir in
/*) : "${MXWHY:=$objdir/mxwhy}" ;;
*) : "${MXWHY:=$top/${objdir:-.}/mxwhy}" ;;
esac
export MXWHY
unset MXWHY_CONTROL NO_COLOR RES_OPTIONS LOCALDOMAIN
python=/usr/bin/python3
PATH=$PATH:/usr/sbin:/sbin	# where nsd is
tests=0 failures=0 planned='' started=''

tmp=$(mktemp -d "${TMPDIR:-/tmp}/mxwhy-t.XXXXXX") || exit 1
chmod 755 "$tmp"	# mxwhy gives up root
cleanup() {
	for pid in $started; do kill "$pid" 2>/dev/null; done
	wait
	rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 143' HUP INT TERM

plan() { echo "1..$1"; planned=$1; }

# Ends the script; every object that mx_json printed fits the schema.
done_testing() {
	if [ -s "$tmp/json" ]; then
		check 'every JSON object fits the schema' \
		    '$python t/schema.py "$tmp/json"'
	fi
	[ -n "$planned" ] || echo "1..$tests"
	[ "$failures" = 0 ]
	exit
}

skip_all() { echo "1..0 # SKIP $1"; exit 0; }

# need PROGRAM ...: skips the script when one is missing.
need() {
	for program; do
		command -v "$program" >/dev/null ||
		    skip_all "$program is not installed"
	done
}

# ok STATUS NAME: one test.
ok() {
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		failures=$((failures + 1))
	fi
}

skip() { tests=$((tests + 1)); echo "ok $tests - $1 # SKIP $2"; }

note() { sed 's/^/# /' "$@"; }

# One argument is evaluated, several are a command.
run_command() {
	if [ $# = 1 ]; then eval "$1"; else "$@"; fi
}

# check NAME COMMAND: it succeeds.
check() {
	name=$1; shift
	run_command "$@" </dev/null >"$tmp/log" 2>&1
	status=$?
	ok "$status" "$name"
	[ "$status" = 0 ] || note "$tmp/log"
}

# check_same NAME COMMAND COMMAND: they print the same.
check_same() {
	eval "$2" </dev/null >"$tmp/got" 2>&1
	eval "$3" </dev/null >"$tmp/want" 2>&1
	diff -u "$tmp/want" "$tmp/got" >"$tmp/log"
	status=$?
	ok "$status" "$1"
	[ "$status" = 0 ] || note "$tmp/log"
}

# check_status NAME STATUS COMMAND
check_status() {
	name=$1 want=$2; shift 2
	run_command "$@" </dev/null >"$tmp/log" 2>&1
	status=$?
	[ "$status" = "$want" ]
	ok $? "$name"
	[ "$status" = "$want" ] ||
	    { echo "# exit status $status, not $want"; note "$tmp/log"; }
}

# check_err NAME REGEX COMMAND: what it says on standard error matches.
check_err() {
	name=$1 want=$2; shift 2
	run_command "$@" </dev/null 2>&1 >"$tmp/log.out" | cat >"$tmp/log"
	matches "$name" "$want"
}

# check_out NAME REGEX COMMAND: what it prints matches.
check_out() {
	name=$1 want=$2; shift 2
	run_command "$@" </dev/null >"$tmp/log" 2>"$tmp/log.err"
	matches "$name" "$want"
}

matches() {
	grep -Eq -e "$2" "$tmp/log"
	status=$?
	ok "$status" "$1"
	[ "$status" = 0 ] || { echo "# no match: $2"; note "$tmp/log"; }
}

# mx ARGUMENT ...: runs mxwhy; leaves $tmp/out, $tmp/err and $status.
mx() {
	"$MXWHY" "$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# mx_json ARGUMENT ...: the same with --json, for done_testing to check.
mx_json() {
	mx --json "$@"
	cat "$tmp/out" >>"$tmp/json"
}

# json EXPRESSION: of Python, j being the first object in $tmp/out.
json() {
	"$python" -c 'import json, sys
with open(sys.argv[1]) as f: j = json.loads(f.readline())
print(eval(sys.argv[2]))' "$tmp/out" "$1"
}

# ns_begin "$@": from here on the script runs in a network namespace of its
# own (lo is up) with a resolv.conf of its own; skipped where that may not be.
ns_begin() {
	[ -z "$MXWHY_NAMESPACE" ] || { ns_set_up; return; }
	need unshare ip mount
	namespace=-mn
	[ "$(id -u)" = 0 ] || namespace=-rmn
	# In a plain chroot / is no mount that could be made private.
	unshare $namespace true 2>/dev/null ||
	    namespace="$namespace --propagation unchanged"
	ns_mounts_stay && unshare $namespace sh -c 'ip link set lo up &&
	    mount --bind "$1" /etc/resolv.conf' sh "$self" 2>/dev/null ||
	    skip_all 'network and mount namespaces are not permitted'
	MXWHY_NAMESPACE=1 unshare $namespace sh "$self" "$@"
	exit
}

# Nothing that is mounted in the namespace is seen outside.
ns_mounts_stay() {
	unshare $namespace mount --bind "$tmp" "$tmp" 2>/dev/null &&
	    ! umount "$tmp" 2>/dev/null
}

ns_set_up() {
	unset MXWHY_NAMESPACE
	ip link set lo up
	resolv_conf 'nameserver 127.0.0.53' 'options timeout:1 attempts:1'
	mount --bind "$tmp/resolv.conf" /etc/resolv.conf
}

# interface NAME ADDRESS ...: one that is up, in the script's namespace; fails
# where none can be made.
interface() {
	interface=$1; shift
	ip link add "$interface" type dummy 2>/dev/null || {
		ip link add "$interface" type veth peer name "${interface}p" &&
		    ip link set "${interface}p" up
	} || return
	for address; do ip addr add "$address" dev "$interface" || return; done
	ip link set "$interface" up
}

# resolv_conf LINE ...: the namespace's resolv.conf.
resolv_conf() { printf '%s\n' "$@" >"$tmp/resolv.conf"; }

# start_nsd ZONEFILE [ORIGIN]: NSD on 127.0.0.53, port 53. Without an origin
# the file makes the root zone; it gets the SOA and NS that NSD wants.
start_nsd() {
	need nsd drill
	origin=${2:-.}
	mkdir -p "$tmp/nsd"
	[ -n "$2" ] || printf '%s\n' '$ORIGIN .' '$TTL 300' \
	    '. SOA ns. admin. 1 600 600 600 600' '. NS ns.' >"$tmp/nsd/zone"
	cat "$1" >>"$tmp/nsd/zone"
	cat >"$tmp/nsd/conf" <<-EOF
	server:
		ip-address: 127.0.0.53
		username: ""
		zonesdir: "$tmp/nsd"
		database: ""
		zonelistfile: "$tmp/nsd/zone.list"
		xfrdfile: "$tmp/nsd/xfrd"
		xfrdir: "$tmp/nsd"
		pidfile: "$tmp/nsd/pid"
		logfile: "$tmp/nsd/log"
		server-count: 1
		rrl-ratelimit: 0
	remote-control:
		control-enable: no
	zone:
		name: "$origin"
		zonefile: zone
	EOF
	nsd -d -c "$tmp/nsd/conf" >/dev/null 2>&1 &
	started="$started $!"
	wait_for 'drill @127.0.0.53 "$origin" SOA | grep "rcode: NOERROR"' ||
	    { note "$tmp/nsd/log"; ok 1 'NSD starts'; done_testing; }
}

# start_py SCRIPT ARGUMENT ...: a Python server, which prints "ready" when it
# is; its process is $server, its output $tmp/server.
start_py() {
	: >"$tmp/server"
	"$python" -u "$@" >"$tmp/server" 2>&1 </dev/null &
	server=$!
	started="$started $server"
	wait_for 'grep -q ready "$tmp/server"' ||
	    { note "$tmp/server"; ok 1 "$1 starts"; done_testing; }
}

# wait_for COMMAND: until it succeeds, for some ten seconds at most.
wait_for() {
	until_when=$(($(date +%s) + 11))
	until eval "$1" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$until_when" ] || return 1
		sleep 0.1
	done
}
