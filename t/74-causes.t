#!/bin/sh
# The ten common causes, each on one screen of 80x24 without --verbose, with
# the sentence that names it. What is recorded in t/causes/ is what is shown;
# `GOLDEN=update t/74-causes.t` records it anew.
. "${0%/*}/lib.sh"
ns_begin "$@"
interface eth0 192.0.2.10/24 192.0.2.11/24 ||
    skip_all 'interfaces cannot be made'
mkdir -p t/causes
control=$tmp/control

# begin: a control directory as it should be
begin() {
	rm -rf "$control" "$tmp/zone"
	mkdir "$control"
	echo mail.example.com >"$control/me"
	printf '%s\n' mail.example.com >"$control/locals"
	cat >"$tmp/zone"
}

# cause NAME REGEX ARGUMENT ...: the screen, held against the recorded one
cause() {
	cause=$1 want=$2; shift 2
	(cd "$tmp" && LC_ALL=C COLUMNS=80 "$MXWHY" -c control "$@" \
	    </dev/null) >"$tmp/screen.raw" 2>&1
	sed "s/\\<${pid:-@}\\>/PID/g" "$tmp/screen.raw" >"$tmp/screen"
	[ "$GOLDEN" != update ] || cp "$tmp/screen" "t/causes/$cause"
	check "$cause: as recorded" diff -u "t/causes/$cause" "$tmp/screen"
	check "$cause: one screen of 80x24" \
	    '[ "$(wc -l <"$tmp/screen")" -le 24 ] && ! grep ".\{81\}" "$tmp/screen"'
	tr -s ' \n' '  ' <"$tmp/screen" >"$tmp/log"
	matches "$cause: the sentence" "$want"
}

begin <<'EOF'
example.org. MX 10 mail.example.com.
mail.example.com. A 192.0.2.10
EOF
echo example.org >"$control/rcpthosts"
cause not-local 'this host is its best MX, but .*not local' \
    -F netqmail-1.06 -z zone example.org

begin <<'EOF'
example.org. MX 10 mx.example.org.
mx.example.org. A 198.51.100.1
EOF
for i in 1 2 3 4 5 6 7 8 9; do
	echo "example.org. TXT \"v=$i $(printf '%060d' 0)\"" >>"$tmp/zone"
done
cause any-too-long '#4\.4\.3.*512' -F netqmail-1.06 -z zone example.org

begin </dev/null
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
	echo "example.org. MX $i mail-exchanger-with-a-long-name-$i.example.org."
done >"$tmp/zone"
cause mx-too-long '#4\.1\.2.*512' -F notqmail-1.08 -z zone example.org

begin <<'EOF'
example.org. MX 10 mail.example.com.
mail.example.com. A 203.0.113.5
EOF
ip addr flush dev eth0
ip addr add 10.0.0.5/24 dev eth0
cause nat '[Nn][Aa][Tt]' -F netqmail-1.06 -z zone example.org
ip addr flush dev eth0
ip addr add 192.0.2.10/24 dev eth0
ip addr add 192.0.2.11/24 dev eth0

begin <<'EOF'
example.org. MX 10 mx.example.org.
mx.example.org. A 127.0.0.1
example.net. MX 10 mx.example.net.
mx.example.net. A 0.0.0.0
example.edu. MX 10 mx.example.edu.
mx.example.edu. A 127.0.0.2
EOF
cause mx-loopback '127\.0\.0\.1' -F netqmail-1.06 -z zone example.org
cause mx-zero '0\.0\.0\.0' -F netqmail-1.06 -z zone example.net
cause mx-loopback-2 '127\.0\.0\.2.*this host' -F netqmail-1.06 -z zone example.edu

begin <<'EOF'
example.org. MX 10 mx.example.org.
mx.example.org. A 198.51.100.1
EOF
echo example.org >>"$control/locals"
cause moved 'elsewhere' -F netqmail-1.06 -z zone example.org

begin <<'EOF'
mail.example.com. A 192.0.2.10
EOF
echo example.org:mail.example.com >"$control/smtproutes"
cause relay-to-self 'this host' -F netqmail-1.06 -z zone example.org
printf '%s\n' example.org:first.example.net example.org:192.0.2.10 \
    >"$control/smtproutes"
cause relay-shadowed 'smtproutes:1' -F netqmail-1.06 -z zone example.org

begin <<'EOF'
mail.example.com. A 192.0.2.10
EOF
echo example.org >"$control/locals"
cause own-name 'mail\.example\.com.*not in.*locals' \
    -F netqmail-1.06 -z zone mail.example.com

begin <<'EOF'
example.org. MX 10 mx.example.org.
mx.example.org. A 192.0.2.11
EOF
cause second-address '192\.0\.2\.11.*(second|first address|label)' \
    -F netqmail-1.06 -z zone example.org

begin <<'EOF'
example.org. MX 10 gone.example.org.
example.org. MX 20 mail.example.com.
mail.example.com. A 192.0.2.10
EOF
cause backup-permanent 'gone\.example\.org' -F netqmail-1.06 -z zone example.org
# A process named qmail-send, at home in the queue beside control.
mkdir -p "$tmp/qmail/bin" "$tmp/qmail/queue"
cp "$(command -v sleep)" "$tmp/qmail/bin/qmail-send"
begin <<'EOF'
example.org. MX 10 mail.example.com.
mail.example.com. A 192.0.2.10
EOF
echo example.org >>"$control/locals"
mv "$control" "$tmp/qmail/control"
(cd "$tmp/qmail/queue" && exec ../bin/qmail-send 60) &
pid=$!
started="$started $pid"
wait_for 'grep -q qmail-send "/proc/$pid/comm"'
touch -a -d '1 hour ago' "$tmp/qmail/control/locals"
touch -m -d '1 minute' "$tmp/qmail/control/locals"
cause no-hup 'HUP' -c qmail/control -F netqmail-1.06 -z zone example.org
done_testing
