#!/bin/sh
# Clean, correct, ordinary set-ups of each flavor: no finding but info.
. "${0%/*}/lib.sh"
ns_begin "$@"
interface eth0 192.0.2.10/24 || skip_all 'interfaces cannot be made'

control=$tmp/control
cat >"$tmp/zone" <<'EOF'
example.com.		MX	10 mail.example.com.
example.com.		MX	20 backup.example.net.
virtual.example.	MX	10 mail.example.com.
mail.example.com.	A	192.0.2.10
backup.example.net.	A	198.51.100.9
example.org.		MX	10 mx1.example.org.
example.org.		MX	20 mx2.example.org.
mx1.example.org.	A	198.51.100.1
mx2.example.org.	A	198.51.100.2
other.example.		MX	10 mx1.example.org.
other.example.		MX	20 mail.example.com.
relay.example.net.	A	198.51.100.25
a-only.example.		A	198.51.100.30
EOF

# silent NAME ARGUMENT ...: nothing but info, and the status is 0 with --strict
silent() {
	silent=$1; shift
	mx_json -z "$tmp/zone" -c "$control" --strict "$@"
	code=$status
	found=$(json "[(f['id'], f['file'], f['line']) for f in j['findings'] if f['severity'] != 'info']")
	check "$silent: silent" "[ '$code' = 0 ] || { echo \"$code $found\"; false; }"
}

for flavor in $("$MXWHY" -F list); do
	rm -rf "$control"
	mkdir "$control"
	echo mail.example.com >"$control/me"
	printf '%s\n' mail.example.com localhost example.com >"$control/locals"
	printf '%s\n' mail.example.com example.com virtual.example \
	    other.example >"$control/rcpthosts"
	echo virtual.example:web >"$control/virtualdomains"
	silent "$flavor: the host" -F "$flavor"
	silent "$flavor: a local domain" -F "$flavor" example.com
	silent "$flavor: a local recipient" -F "$flavor" joe@example.com
	silent "$flavor: a virtual domain" -F "$flavor" virtual.example
	silent "$flavor: somebody else's domain" -F "$flavor" example.org
	silent "$flavor: a domain without MX" -F "$flavor" a-only.example
	silent "$flavor: a domain this host backs up" -F "$flavor" other.example
	silent "$flavor: its own address" -F "$flavor" --ip 192.0.2.10
	echo :relay.example.net >"$control/smtproutes"
	printf '%s\n' '# inside' 'example.org:' >>"$control/smtproutes"
	silent "$flavor: a default route, the host" -F "$flavor"
	silent "$flavor: a default route" -F "$flavor" far.example
	silent "$flavor: an exception from it" -F "$flavor" example.org
	silent "$flavor: a local domain beside it" -F "$flavor" example.com
done

# behind NAT, with the public address in moreipme
ip addr flush dev eth0
ip addr add 10.0.0.5/24 dev eth0
for flavor in netqmail-1.06+moreipme sagredo; do
	rm -rf "$control"
	mkdir "$control"
	echo mail.example.com >"$control/me"
	printf '%s\n' mail.example.com example.com >"$control/locals"
	printf '%s\n' mail.example.com example.com other.example >"$control/rcpthosts"
	echo 192.0.2.10 >"$control/moreipme"
	silent "$flavor: NAT, the host" -F "$flavor"
	silent "$flavor: NAT, a local domain" -F "$flavor" example.com
	silent "$flavor: NAT, somebody else's domain" -F "$flavor" example.org
	silent "$flavor: NAT, a domain it backs up" -F "$flavor" other.example
	silent "$flavor: NAT, the public address" -F "$flavor" --ip 192.0.2.10
done
done_testing
