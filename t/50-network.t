#!/bin/sh
# Real servers: NSD, unbound in front of it, ldns-testns where it can be told
# to misbehave. Verdict and exit status of each. valgrind runs it too.
# valgrind

. "${0%/*}/lib.sh"
ns_begin "$@"
need nsd drill

cat >"$tmp/records" <<'EOF'
$ORIGIN net.test.
good MX 10 mx
good MX 20 mx2
mx A 192.0.2.1
mx2 A 192.0.2.2
plain A 192.0.2.3
empty TXT "nothing else"
null MX 0 .
alias CNAME good
literal MX 10 192.0.2.7.
nowhere MX 10 none
mine MX 10 me
me A 127.0.0.1
looping MX 10 here
here A 127.0.0.1
gone NS ns.elsewhere.
*.wild MX 10 mx
EOF
{
	for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do
		echo "large MX $i a-rather-long-name-for-a-mail-exchanger-$i"
		echo "a-rather-long-name-for-a-mail-exchanger-$i A 10.0.0.$i"
	done
} >>"$tmp/records"
start_nsd "$tmp/records"

mkdir "$tmp/control"
echo mail.test >"$tmp/control/me"
printf 'localhost\nlocal.test\n' >"$tmp/control/locals"
echo 'virtual.test:alias' >"$tmp/control/virtualdomains"

# verdict STATUS REGEX ARGUMENT ...: the first line and the exit status
verdict() {
	want=$1 line=$2; shift 2
	mx -q --control "$tmp/control" --flavor "${flavor:-notqmail-1.09}" \
	    "$@"
	[ "$status" = "$want" ] && grep -Eq "$line" "$tmp/out"
	result=$?
	ok $result "$*: $line, exit status $want"
	[ $result = 0 ] || { echo "# exit status $status"
	    note "$tmp/out" "$tmp/err"; }
}

# the same of every server that tells the truth
truth() {
	verdict 0 'deliver: to mx.net.test \[192.0.2.1\], then 1 more' \
	    good.net.test
	verdict 0 'deliver: to .*\[192.0.2.3\]' plain.net.test
	verdict 0 'deliver: to mx.net.test' x.y.wild.net.test
	verdict 0 'deliver: to mx.net.test' alias.net.test
	verdict 100 'bounce 5' none.net.test
	verdict 100 'bounce 5' empty.net.test
	verdict 100 'bounce 5.4.6' mine.net.test
	verdict 0 '19 more' large.net.test
	verdict 0 'local' user@local.test
	verdict 0 'virtual' user@virtual.test
}

# -- NSD, through resolv.conf; TCP for what is large

resolv_conf 'nameserver 127.0.0.53' 'options timeout:1 attempts:1'
truth
verdict 111 'defer' gone.net.test
mx_json --control "$tmp/control" --flavor notqmail-1.09 large.net.test
check 'a truncated answer is asked for again by TCP' \
    '[ "$(json "[q[\"transport\"] for q in j[\"questions\"] if q[\"type\"] == \"MX\"]")" = "['\''tcp'\'']" ]'
flavor=netqmail-1.06
verdict 0 'deliver: to mx.net.test' alias.net.test
flavor=

# -- unbound in front of it, on IPv4 and IPv6

PATH=$PATH:/usr/sbin:/sbin
if command -v unbound >/dev/null; then
	cat >"$tmp/unbound.conf" <<-EOF
	server:
		interface: 127.0.0.1
		interface: ::1
		access-control: 127.0.0.0/8 allow
		access-control: ::1 allow
		do-not-query-localhost: no
		module-config: "iterator"
		chroot: ""
		username: ""
		directory: "$tmp"
		pidfile: "$tmp/unbound.pid"
		use-syslog: no
		logfile: "$tmp/unbound.log"
		local-zone: "test." nodefault
	remote-control:
		control-enable: no
	stub-zone:
		name: "."
		stub-addr: 127.0.0.53
	EOF
	unbound -d -c "$tmp/unbound.conf" >/dev/null 2>&1 &
	started="$started $!"
	if wait_for 'drill @127.0.0.1 good.net.test MX | grep "rcode: NOERROR"'
	then
		resolv_conf 'nameserver 127.0.0.1' 'options timeout:5'
		truth
		verdict 111 'defer' gone.net.test --timeout 1 --attempts 1
		verdict 0 'deliver: to mx.net.test' good.net.test --server ::1
		resolv_conf 'nameserver ::1'
		verdict 0 'deliver: to mx.net.test' good.net.test
	else
		note "$tmp/unbound.log"
		ok 1 'unbound starts'
	fi
else
	skip 'unbound in front of NSD' 'unbound is not installed'
fi

# -- several servers, and which are asked

resolv_conf 'nameserver 127.0.0.99' 'nameserver 127.0.0.53' \
    'options timeout:1 attempts:1'
verdict 0 'deliver: to mx.net.test' good.net.test
resolv_conf 'nameserver 127.0.0.99' 'options timeout:1 attempts:1'
verdict 111 'defer' good.net.test
verdict 0 'deliver: to mx.net.test' good.net.test --server 127.0.0.53
verdict 0 'deliver: to mx.net.test' good.net.test --server 127.0.0.53@53
verdict 0 'deliver: to mx.net.test' good.net.test --server 127.0.0.98 \
    --server 127.0.0.53
verdict 111 'defer' good.net.test --server ::1@5399
resolv_conf "# no server named"
verdict 111 'defer' good.net.test --timeout 1 --attempts 1 --server 127.0.0.97

# -- servers that misbehave

# entry NAME TYPE "ADJUST" "REPLY" RECORD ...
entry() {
	printf 'ENTRY_BEGIN\nMATCH opcode qtype qname %s\n' "$proto"
	printf 'ADJUST %s\nREPLY %s\nSECTION QUESTION\n' "$3" "$4"
	printf '%s IN %s\nSECTION ANSWER\n' "${question:-$1}" "$2"
	shift 4
	for record; do echo "$record"; done
	printf 'ENTRY_END\n'
}

# both NAME "ADJUST" "REPLY": for MX and A
both() {
	entry "$1" MX "$2" "$3"
	entry "$1" A "$2" "$3"
}

if command -v ldns-testns >/dev/null; then
	proto=
	{
		echo '$ORIGIN .'
		echo '$TTL 60'
		both servfail.test. copy_id 'QR RA SERVFAIL'
		both refused.test. copy_id 'QR RA REFUSED'
		both notimp.test. copy_id 'QR RA NOTIMPL'
		both formerr.test. copy_id 'QR RA FORMERR'
		both nxdomain.test. copy_id 'QR RA NXDOMAIN'
		both nodata.test. copy_id 'QR RA NOERROR'
		both lame.test. copy_id 'QR NOERROR'
		entry id.test. MX '' 'QR RA NOERROR' 'id.test. MX 1 mx.test.'
		question=other.test.
		entry question.test. MX copy_id 'QR RA NOERROR' \
		    'question.test. MX 1 mx.test.'
		question=
		proto=UDP
		entry cut.test. MX copy_id 'QR TC RA NOERROR'
		proto=TCP
		entry cut.test. MX copy_id 'QR RA NOERROR' \
		    'cut.test. MX 1 mx.test.'
		proto=
		entry mx.test. A copy_id 'QR RA NOERROR' \
		    'mx.test. A 192.0.2.9'
		entry slow.test. MX 'copy_id sleep=3' 'QR RA NOERROR' \
		    'slow.test. MX 1 mx.test.'
	} >"$tmp/testns"
	# it reads records with a class, and one entry a question
	sed -i 's/ MX \([0-9]\)/ 60 IN MX \1/; s/ A 192/ 60 IN A 192/' \
	    "$tmp/testns"
	ldns-testns -p 5300 "$tmp/testns" >"$tmp/testns.log" 2>&1 &
	started="$started $!"
	wait_for 'grep -qi "listening" "$tmp/testns.log"' ||
	    { note "$tmp/testns.log"; ok 1 'ldns-testns starts'; }
	resolv_conf 'nameserver 127.0.0.53' 'options timeout:1 attempts:1'
	faulty() {
		verdict "$1" "$2" "$3" --server 127.0.0.1@5300
	}
	faulty 0 'deliver: to mx.test \[192.0.2.9\]' cut.test
	faulty 111 'defer' servfail.test
	faulty 111 'defer' refused.test
	faulty 111 'defer' notimp.test
	faulty 111 'defer' lame.test
	faulty 100 'bounce 5' formerr.test
	faulty 100 'bounce 5' nxdomain.test
	faulty 100 'bounce 5' nodata.test
	faulty 111 'defer' silent.test
	faulty 111 'defer' id.test
	faulty 111 'defer' question.test
	verdict 0 'deliver: to mx.test' slow.test --server 127.0.0.1@5300 \
	    --timeout 8
	# a silent server is no obstacle before one that answers
	verdict 0 'deliver: to mx.net.test' good.net.test \
	    --server 127.0.0.1@5300 --server 127.0.0.53 --timeout 1
else
	skip 'servers that misbehave' 'ldns-testns is not installed'
fi

# -- how long it takes at most: tries times seconds

verdict 111 'defer' good.net.test --server 127.0.0.1@5300 --timeout 1 \
    --attempts 2
begun=$(date +%s)
# nothing there answers: a bound socket that nobody reads
start_py t/silent.py 127.0.0.60 53
mx -q --control "$tmp/control" --flavor notqmail-1.09 good.net.test \
    --server 127.0.0.60 --timeout 1 --attempts 2
took=$(($(date +%s) - begun))
[ "$status" = 111 ] && [ "$took" -ge 2 ] && [ "$took" -le 20 ]
ok $? "silence: --timeout 1 --attempts 2 takes $took seconds"

done_testing
