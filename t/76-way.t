#!/bin/sh
# The whole way of a message, with real interfaces: what comes back to this
# host's own qmail-smtpd, and where that ends.
. "${0%/*}/lib.sh"
ns_begin "$@"
{
	interface eth0 192.0.2.10/24 192.0.2.11/24 &&
	interface eth1 203.0.113.20/24 && ip link set eth1 down
} 2>"$tmp/log" || skip_all "interfaces cannot be made: $(head -n 1 "$tmp/log")"

cat >"$tmp/zone" <<'EOF'
mail.test.	A	192.0.2.10
local.test.	MX	10 mail.test.
alias.test.	CNAME	local.test.
alias2.test.	CNAME	alias.test.
best.test.	MX	10 mail.test.
to-best.test.	CNAME	best.test.
other.test.	MX	10 mail.test.
to-other.test.	CNAME	other.test.
far.test.	A	198.51.100.25
away.test.	MX	10 far.test.
to-away.test.	CNAME	away.test.
user.test.	MX	10 mail.test.
to-user.test.	CNAME	user.test.
backup.test.	MX	10 far.test.
backup.test.	MX	20 mail.test.
to-backup.test.	CNAME	backup.test.
gone.test.	MX	10 mail.test.
to-gone.test.	CNAME	gone.test.
second.test.	A	192.0.2.11
down.test.	A	203.0.113.20
loopback.test.	MX	10 l.loopback.test.
l.loopback.test. A	127.0.0.2
zero.test.	MX	10 z.zero.test.
z.zero.test.	A	0.0.0.0
relay-a.test.	MX	10 mail.test.
relay-b.test.	MX	10 mail.test.
a.relay.test.	A	192.0.2.10
b.relay.test.	A	192.0.2.10
shared.test.	MX	10 far.test.
shared.test.	MX	10 second.test.
later.test.	MX	10 far.test.
later.test.	MX	20 second.test.
EOF
# twelve aliases in a row to a local domain
{
	for i in 1 2 3 4 5 6 7 8 9 10 11; do
		echo "c$i.test. CNAME c$((i + 1)).test."
	done
	echo 'c12.test. CNAME local.test.'
} >>"$tmp/zone"

control=$tmp/control
# fresh: the control files that most rows start from
fresh() {
	rm -rf "$control"
	mkdir "$control"
	echo mail.test >"$control/me"
	printf '%s\n' mail.test local.test >"$control/locals"
	printf '%s\n' user.test:joe gone.test: >"$control/virtualdomains"
	printf '%s\n' mail.test local.test best.test user.test .sub.test \
	    away.test backup.test >"$control/rcpthosts"
	printf '%s\n' relay-a.test:b.relay.test relay-b.test:a.relay.test \
	    relay.test:192.0.2.10 port.test:192.0.2.10:587 gone.test:far.test \
	    >"$control/smtproutes"
}

# way FLAVOR SUBJECT WANT [OPTION ...]: WANT is "action code passes"
way() {
	flavor=$1 subject=$2 want=$3
	shift 3
	mx_json -z "$tmp/zone" -c "$control" -F "$flavor" "$@" "$subject"
	got=$(json "' '.join(filter(None, (j['verdict']['action'],
	    j['verdict']['code'], str(len(j['way'])))))")
	case $want in
	loop*) code=3 ;;
	bounce*) code=100 ;;
	defer*) code=111 ;;
	*) code=0 ;;
	esac
	[ "$got $status" = "$want $code" ]
	ok $? "$flavor: $subject${1:+ $*}: $want"
	[ "$got $status" = "$want $code" ] || echo "# $got, exit $status"
}

# has NAME EXPRESSION: of the object that way left; w is its way
has() {
	got=$(json "(lambda w: bool($2))(j['way'])")
	[ "$got" = True ]
	ok $? "$1"
	[ "$got" = True ] || json "j['way'], j['verdict']" | note
}

for flavor in qmail-1.03 netqmail-1.06 notqmail-1.07 notqmail-1.08 \
    netqmail-1.06+moreipme; do
	fresh
	way "$flavor" joe@alias.test 'local 2'
	has 'RCPT TO says the canonical name' \
	    "w[0]['rcpt'] == 'joe@local.test' == w[1]['recipient']"
	has 'which rcpthosts takes' \
	    "w[0]['accepted'] == {'by': 'rcpthosts', 'line': 2}"
	has 'the first pass is what qmail-remote does' \
	    "w[0]['action'] == 'deliver' and w[0]['returns'] and
	    w[0]['to'] == '192.0.2.10' and
	    j['candidates'][0]['outcome'] == 'try'"
	way "$flavor" joe@alias2.test 'local 2'
	way "$flavor" alias2.test 'local 2'
	way "$flavor" joe@local.test. 'local 2'
	way "$flavor" joe@to-user.test 'virtual 2'
	way "$flavor" joe@to-best.test 'bounce 5.4.6 2'
	has 'in the words of the last pass' \
	    "j['verdict']['message'].startswith('Sorry. Although')"
	way "$flavor" joe@to-other.test 'bounce 5.7.1 1'
	has 'qmail-smtpd refuses' \
	    "w[0]['accepted'] == {'by': 'refused', 'line': None} and
	    j['verdict']['message'] == '192.0.2.10 does not like recipient.\\n'
	    'Remote host said: 553 sorry, that domain isn\\'t in my list of '
	    'allowed rcpthosts (#5.7.1)\\nGiving up on 192.0.2.10.'"
	way "$flavor" joe@to-other.test 'bounce 5.4.6 2' --relayclient yes
	has 'unless it relays' "w[0]['accepted']['by'] == 'relayclient'"
	way "$flavor" joe@to-away.test 'deliver 1'
	has 'what goes elsewhere has its canonical name, too' \
	    "w[0]['rcpt'] == 'joe@away.test' and
	    not w[0]['returns'] and w[0]['accepted'] is None"
	way "$flavor" joe@to-backup.test 'deliver 1'
	# comes back under the name that smtproutes sends elsewhere
	way "$flavor" joe@to-gone.test 'bounce 5.7.1 1'
	echo gone.test >>"$control/rcpthosts"
	way "$flavor" joe@to-gone.test 'deliver 2'
	has 'and goes there' "w[1]['to'] == '198.51.100.25'"
	way "$flavor" joe@c1.test 'bounce 5.7.1 1'
	has 'of twelve aliases RCPT TO says the eleventh name' \
	    "w[0]['rcpt'] == 'joe@c11.test'"
	echo c11.test >>"$control/rcpthosts"
	way "$flavor" joe@c1.test 'local 3'
	way "$flavor" joe@c3.test 'local 2'
done

# a circle of four aliases, whose servers give MX all the same: ten rounds lead
# half way around, and back
for i in 1 2 3 4; do
	echo "r$i.test. CNAME r$((i % 4 + 1)).test."
	echo "r$i.test. MX 10 mail.test."
done >>"$tmp/zone"
for flavor in netqmail-1.06 netqmail-1.06+moreipme notqmail-1.08; do
	fresh
	printf '%s\n' r1.test r3.test >>"$control/rcpthosts"
	way "$flavor" joe@r1.test 'loop 2'
	has 'of two recipients' "w[1]['recipient'] == 'joe@r3.test' and
	    w[1]['rcpt'] == 'joe@r1.test'"
	mx -q -z "$tmp/zone" -c "$control" -F "$flavor" joe@r1.test
	check 'both are named' 'grep -q "joe@r3.test, then as joe@r1.test again" "$tmp/out"'
	way "$flavor" joe@r2.test 'bounce 5.7.1 1'
done

# flavors without an alias look-up
for flavor in notqmail-1.09 sagredo; do
	fresh
	way "$flavor" joe@alias.test 'bounce 5.4.6 1'
	way "$flavor" joe@to-away.test 'deliver 1'
	has 'RCPT TO says the domain that was given' \
	    "w[0]['rcpt'] == 'joe@to-away.test'"
done

# an address that is not seen as me: a second one, one of an interface that is
# down; a relay to this host
for flavor in netqmail-1.06 netqmail-1.06+moreipme notqmail-1.08 \
    notqmail-1.09 sagredo; do
	for domain in second.test down.test relay.test; do
		case $flavor:$domain in notqmail*:second.test) continue ;; esac
		fresh
		way "$flavor" "joe@$domain" 'bounce 5.7.1 1'
		way "$flavor" "joe@$domain" 'loop 1' --relayclient yes
		echo ".${domain#*.}" >>"$control/rcpthosts"
		way "$flavor" "joe@$domain" 'loop 1'
		has 'by a suffix in rcpthosts' \
		    "w[0]['accepted'] == {'by': 'rcpthosts', 'line': 8}"
		way "$flavor" "joe@$domain" 'loop 1' --relayclient no
		rm "$control/rcpthosts"
		way "$flavor" "$domain" 'loop 1'
		has 'without rcpthosts' \
		    "w[0]['accepted'] == {'by': 'no-rcpthosts', 'line': None}"
	done
	# two domains that are each other's relay to this host, by name
	fresh
	way "$flavor" joe@relay-a.test 'bounce 5.7.1 1'
	way "$flavor" joe@relay-b.test 'bounce 5.7.1 1' --relayclient no
	way "$flavor" joe@relay-a.test 'loop 1' --relayclient yes
	printf '%s\n' relay-a.test relay-b.test >>"$control/rcpthosts"
	way "$flavor" joe@relay-a.test 'loop 1'
	way "$flavor" joe@relay-b.test 'loop 1'
	way "$flavor" joe@port.test 'deliver 1'
done

# one of two that qmail shuffles is here; one further down is
fresh
echo .test >>"$control/rcpthosts"
way netqmail-1.06 joe@shared.test 'loop 1'
way netqmail-1.06 joe@later.test 'deliver 1'

# 127.0.0.2 and 0.0.0.0 where they are not me
for flavor in netqmail-1.06 notqmail-1.08 notqmail-1.09; do
	fresh
	way "$flavor" joe@loopback.test 'loop 1'
	has 'RELAYCLIENT is assumed' \
	    "w[0]['accepted'] == {'by': 'relayclient', 'line': None}"
	mx -z "$tmp/zone" -c "$control" -F "$flavor" joe@loopback.test
	check 'and said' 'grep -q "assumed.*127" "$tmp/out"'
	way "$flavor" joe@loopback.test 'bounce 5.7.1 1' --relayclient no
	echo loopback.test >>"$control/rcpthosts"
	way "$flavor" joe@loopback.test 'loop 1' --relayclient no
done
fresh
way qmail-1.03 joe@zero.test 'loop 1'
way qmail-1.03 joe@zero.test 'bounce 5.7.1 1' --relayclient no
way netqmail-1.06 joe@zero.test 'bounce 5.4.6 1'
way netqmail-1.06+moreipme joe@loopback.test 'bounce 5.4.6 1'

# moreipme ends what comes back
fresh
echo second.test >>"$control/rcpthosts"
echo 192.0.2.11 >"$control/moreipme"
way netqmail-1.06+moreipme joe@second.test 'bounce 5.4.6 1'
way netqmail-1.06 joe@second.test 'loop 1'

# what would let an alias of a local domain in, carried out: it is kept, and
# others go as before; what would not be kept is not let in
fresh
echo other.test >"$control/rcpthosts"
way netqmail-1.06 joe@alias.test 'bounce 5.7.1 1'
has 'rcpthosts would mend it' "{'text': 'add local.test to control/rcpthosts',
    'command': None, 'then': {'action': 'local', 'code': None,
    'message': None}} in j['fixes']"
way netqmail-1.06 joe@to-best.test 'bounce 5.7.1 1'
has 'but not what is not kept here' \
    "not any('rcpthosts' in f['text'] for f in j['fixes'])"
echo local.test >>"$control/rcpthosts"
way netqmail-1.06 joe@alias.test 'local 2'
way netqmail-1.06 joe@to-best.test 'bounce 5.7.1 1'
way netqmail-1.06 joe@to-other.test 'bounce 5.4.6 2'

# sagredo's outgoingip is where the message comes from
fresh
echo 'loopback.test:127.0.0.2' >"$control/smtproutes"
way sagredo joe@loopback.test 'loop 1'
echo 192.0.2.10 >"$control/outgoingip"
way sagredo joe@loopback.test 'bounce 5.7.1 1'

# an own address in brackets becomes localiphost, else me
fresh
echo ':mail.test' >"$control/smtproutes"
way netqmail-1.06 'joe@[192.0.2.10]' 'local 2'
has 'as me has it' "w[1]['recipient'] == 'joe@mail.test'"
echo local.test >"$control/localiphost"
way netqmail-1.06 'joe@[192.0.2.10]' 'local 2'
has 'as localiphost has it' "w[1]['recipient'] == 'joe@local.test'"
way netqmail-1.06 '[192.0.2.10]' 'local 2'
way netqmail-1.06 'joe@[192.0.2.11]' 'bounce 5.7.1 1'

# what envnoathost and percenthack made of it comes back as that
fresh
echo relay.test >"$control/envnoathost"
echo hack.test >"$control/percenthack"
echo relay.test >>"$control/rcpthosts"
way netqmail-1.06 joe 'loop 1' --recipient
way netqmail-1.06 joe%relay.test@hack.test 'loop 1'

# quotes, as qmail-remote sets them and qmail-smtpd takes them away
way netqmail-1.06 'jo e@relay.test' 'loop 1'
has 'the box is quoted' "w[0]['rcpt'] == '\"jo e\"@relay.test'"
way netqmail-1.06 'jo"\e@relay.test' 'loop 1'
way netqmail-1.06 "$(printf '%0888d' 0)@relay.test" 'loop 1'
way netqmail-1.06 "$(printf '%0889d' 0)@relay.test" 'bounce 5.5.4 1'
has 'and is not taken' "w[0]['accepted']['by'] == 'refused'"

# qmail-smtpd that cannot read its files
fresh
rm "$control/rcpthosts"
mkdir "$control/rcpthosts"
way netqmail-1.06 joe@relay.test 'defer 4.3.0 1'
has 'its greeting says so' \
    "j['verdict']['message'].startswith('Connected to 192.0.2.10 but')"
for file in localiphost badmailfrom databytes timeoutsmtpd smtpgreeting; do
	fresh
	mkdir "$control/$file"
	way netqmail-1.06 joe@relay.test 'defer 4.3.0 1' --relayclient yes
done

done_testing
