# A million forged datagrams reach mxwhy's port while it waits for a slow
# answer: none is taken, the right verdict comes.
# shellcheck shell=sh disable=SC2016
. "${0%/*}/lib.sh"

need cc
ns_begin "$@"
cc -O1 -o "$tmp/forge" t/shim/forge.c || skip_all 'no compiler'
mkdir -p "$tmp/control"
echo me.test >"$tmp/control/me"

# received: datagrams that programs of this namespace have read
received() { awk '/^Udp: [0-9]/ { print $2 }' /proc/net/snmp; }

"$tmp/forge" 1000000 >"$tmp/server" &
started="$started $!"
wait_for 'grep -q ready "$tmp/server"'
before=$(received)
timeout 100 "$MXWHY" -c "$tmp/control" -F notqmail-1.09 --timeout 90 \
    --attempts 1 --json example.test >"$tmp/out" 2>"$tmp/err"
status=$?
after=$(received)
note "$tmp/server"
echo "# read: $((after - before))"
check 'a million datagrams were sent' 'grep -q "forged 1000000" "$tmp/server"'
check 'mxwhy read many of them' '[ $((after - before)) -gt 100000 ]'
check 'the verdict is deliver' '[ "$status" = 0 ]'
check 'no forged address is there' '! grep -q 203.0.113.66 "$tmp/out"'
check 'the right one is' \
    '[ "$(json "[c[\"address\"] for c in j[\"candidates\"]]")" = \
    "['\''192.0.2.10'\'']" ]'
check 'by the right mail exchanger' \
    '[ "$(json "j[\"mx\"][0][\"name\"]")" = mail.test ]'
done_testing
