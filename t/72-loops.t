#!/bin/sh
# Loops, with real interfaces: addresses that the kernel takes for this host
# and qmail does not.
. "${0%/*}/lib.sh"
ns_begin "$@"
{
	interface eth0 192.0.2.10/24 192.0.2.11/24 &&
	ip addr add 192.0.2.12/24 dev eth0 label eth0:1 &&
	interface eth1 203.0.113.20/24 && ip link set eth1 down &&
	ip route add local 198.51.100.0/28 dev lo
} 2>"$tmp/log" || skip_all "interfaces cannot be made: $(head -n 1 "$tmp/log")"

mkdir "$tmp/control"
echo mail.example.com >"$tmp/control/me"
cat >"$tmp/zone" <<'EOF'
first.test.	A	192.0.2.10
second.test.	A	192.0.2.11
label.test.	A	192.0.2.12
down.test.	A	203.0.113.20
anyip.test.	A	198.51.100.5
loopback.test.	A	127.0.0.2
zero.test.	A	0.0.0.0
elsewhere.test.	A	198.51.100.77
backup.test.	MX	10 elsewhere.test.
backup.test.	MX	20 second.test.
EOF

# verdict FLAVOR DOMAIN ACTION FINDING
verdict() {
	mx_json -z "$tmp/zone" -c "$tmp/control" -F "$1" "$2"
	got=$(json "j['verdict']['action']")
	check "$1: $2: $3" "[ '$got' = '$3' ]"
	[ -z "$4" ] || check "$1: $2: $4" \
	    "json '[f[\"id\"] for f in j[\"findings\"]]' | grep -q \"'$4'\""
}

for old in qmail-1.03 netqmail-1.06 notqmail-1.07 netqmail-1.06+moreipme sagredo; do
	verdict "$old" first.test bounce
	verdict "$old" second.test loop not-me-but-here
	verdict "$old" label.test bounce
	verdict "$old" down.test loop not-me-but-here
	verdict "$old" anyip.test loop not-me-but-here
	verdict "$old" elsewhere.test deliver
	verdict "$old" backup.test deliver not-me-but-here
done
for new in notqmail-1.08 notqmail-1.09; do
	verdict "$new" second.test bounce
	verdict "$new" label.test bounce
	verdict "$new" down.test loop not-me-but-here
	verdict "$new" anyip.test loop not-me-but-here
	verdict "$new" backup.test deliver
done
verdict qmail-1.03 zero.test loop not-me-but-here
verdict netqmail-1.06 zero.test bounce
verdict netqmail-1.06 loopback.test loop not-me-but-here
verdict netqmail-1.06+moreipme loopback.test bounce
verdict sagredo loopback.test bounce

# --ip and the host view see the same
mx_json -c "$tmp/control" -F netqmail-1.06 --ip 192.0.2.11
check '--ip: not me, and yet here' \
    '[ "$status" = 1 ] && [ "$(json "j[\"here\"]")" = True ]'
mx_json -c "$tmp/control" -F netqmail-1.06 --ip 203.0.113.20
check '--ip: an interface that is down' \
    'json "[f[\"id\"] for f in j[\"findings\"]]" | grep -q interface-down'
mx_json -c "$tmp/control" -F netqmail-1.06
check 'the host view names what qmail misses' \
    'json "[(f[\"id\"], f[\"text\"]) for f in j[\"findings\"]]" |
     grep address-unseen | grep -q "192\.0\.2\.11"'
check 'and shows it among the interfaces' \
    '[ "$(json "[i[\"seen\"] for i in j[\"interfaces\"] if i[\"address\"] == \"192.0.2.11\"]")" = "[False]" ]'
mx_json -c "$tmp/control" -F notqmail-1.09
check 'notqmail-1.09 misses nothing' \
    '! json "[f[\"id\"] for f in j[\"findings\"]]" | grep -q address-unseen'

# each loop that moreipme can end is ended by it
echo 192.0.2.11 >"$tmp/control/moreipme"
verdict netqmail-1.06+moreipme second.test bounce
done_testing
