#!/bin/sh
# Many names in one run: --file, --all. DNS is NSD; faultd.py is the slow one.

. "${0%/*}/lib.sh"
ns_begin "$@"
need nsd drill "$python"

names=3000

# d0 to d2999 share 100 hosts; three are broken; gone is delegated to nobody
{
	echo '$ORIGIN batch.test.'
	awk -v n=$names 'BEGIN {
		for (i = 0; i < n; i++) {
			print "d" i " MX 10 mx" i % 100
			print "d" i " MX 20 mx" (i + 1) % 100
		}
		for (i = 0; i < 100; i++)
			print "mx" i " A 10.0.0." i + 1
	}'
	cat <<-EOF
	bounce MX 10 me
	me A 127.0.0.1
	loop MX 10 here
	here A 192.0.2.99
	gone NS nobody.elsewhere.
	EOF
} >"$tmp/records"
start_nsd "$tmp/records"
# the kernel delivers it to this host, and no interface has it
ip route add local 192.0.2.99 dev lo
mkdir "$tmp/control"
echo mail.test >"$tmp/control/me"
printf 'localhost\nlocal.test\n' >"$tmp/control/locals"

# batch STATUS ARGUMENT ...: of the file $tmp/in; leaves $tmp/out and $tmp/err
batch() {
	mx --control "$tmp/control" --file "$tmp/in" "$@"
}

d() { awk -v from="$1" -v to="$2" 'BEGIN {
	for (i = from; i < to; i++) print "d" i ".batch.test" }'; }

# -- order and form

d 0 $names >"$tmp/in"
batch --json
cat "$tmp/out" >"$tmp/many.json"
check 'every name is answered, in order' '"$python" -c "
import json, sys
for i, line in enumerate(open(sys.argv[1])):
    assert json.loads(line)[\"subject\"] == \"d%d.batch.test\" % i, i
assert i == int(sys.argv[2]) - 1, i" "$tmp/many.json" $names'
head -n 20 "$tmp/many.json" >>"$tmp/json"
check 'the summary is on standard error' \
    'grep -x "3,000 deliver" "$tmp/err"'
batch
cp "$tmp/out" "$tmp/clean"
check 'text: a line a name' '[ "$(wc -l <"$tmp/out")" = $names ]'
check_same 'standard input is the same as a file' \
    '"$MXWHY" -c "$tmp/control" --file - <"$tmp/in" 2>/dev/null' \
    'cat "$tmp/clean"'
for window in 1 1000; do
	check_same "--inflight $window: the same" \
	    '"$MXWHY" -c "$tmp/control" -n $window -f "$tmp/in" 2>/dev/null' \
	    'cat "$tmp/clean"'
done
check_same 'twenty-four descriptors: the same' \
    '(ulimit -n 24; "$MXWHY" -c "$tmp/control" -f "$tmp/in" 2>/dev/null)' \
    'cat "$tmp/clean"'

printf '\357\273\277# a comment\r\n\r\n  \t\nd1.batch.test\r\n\t d2.batch.test \n#\nd3.batch.test' \
    >"$tmp/in"
batch -q
check_same 'comments, blanks, CRLF, no last newline' \
    'sed "s/:.*//" "$tmp/out"' 'd 1 4'

: >"$tmp/in"
batch
check 'an empty file: nothing, exit status 0' \
    '[ "$status" = 0 ] && ! [ -s "$tmp/out" ] && ! [ -s "$tmp/err" ]'

{
	echo d1.batch.test
	printf 'd2\000.batch.test\n'
	"$python" -c 'print("a" * 65536)'
	"$python" -c 'print("b" * 65535)'
	echo d3.batch.test
} >"$tmp/in"
mx_json --control "$tmp/control" --file "$tmp/in"
check 'bad lines are objects with their line; the rest is answered' \
    '[ "$status" = 2 ] && "$python" -c "
import json, sys
j = [json.loads(line) for line in open(sys.argv[1])]
assert len(j) == 5, len(j)
assert [x[\"error\"] and x[\"error\"][\"line\"] for x in j] == \
    [None, 2, 3, None, None], [x[\"error\"] for x in j]
assert all(x[\"verdict\"] is None and x[\"error\"][\"what\"] == \"input\"
           for x in j[1:3])
assert j[4][\"verdict\"][\"action\"] == \"deliver\"" "$tmp/out"'

# -- exit status: the worst, in the order 2, 3, 100, 111, 1, 0

worst() {
	want=$1; shift
	printf '%s\n' "$@" >"$tmp/in"
	check_status "worst of $*: $want" "$want" "$MXWHY" -q \
	    --control "$tmp/control" --file "$tmp/in"
}
worst 0 d1.batch.test u@local.test
worst 111 d1.batch.test gone.batch.test u@local.test
worst 100 bounce.batch.test gone.batch.test d1.batch.test
worst 3 bounce.batch.test loop.batch.test gone.batch.test
printf 'x\0y\nloop.batch.test\n' >"$tmp/in"
check_status 'a line that is no name: 2, before 3' 2 \
    "$MXWHY" -q --control "$tmp/control" --file "$tmp/in"
printf '127.0.0.1\n10.9.8.7\n' >"$tmp/in"
check_status '--ip: 1 when one is not me' 1 \
    "$MXWHY" -q --control "$tmp/control" --ip --file "$tmp/in"
check_status 'a file that is not there: 2' 2 \
    "$MXWHY" --control "$tmp/control" --file "$tmp/none"
check_status 'a directory: 2' 2 "$MXWHY" --control "$tmp/control" --file "$tmp"

# -- --all

mkdir "$tmp/all"
cp "$tmp/control/me" "$tmp/all"
printf 'localhost\nd5.batch.test\n' >"$tmp/all/locals"
printf 'D7.Batch.Test:alias\nuser@d8.batch.test:x\n.suffix.test:y\n' \
    >"$tmp/all/virtualdomains"
{
	d 0 $((names / 2))
	printf '%s.batch.test\n' bounce loop gone
	d $((names / 2)) $names
	echo .other.test
} >"$tmp/all/rcpthosts"
mx --control "$tmp/all" --all
check_status '--all: the worst is 3' 3 \
    "$MXWHY" -q --control "$tmp/all" --all
head -n 24 "$tmp/out" >"$tmp/screen"
check 'the three that are broken are on the first screen, the worst first' \
    '[ "$(sed -n "s/^\([a-z]*\).batch.test: .*/\1/p" "$tmp/screen" |
    head -n 3 | tr "\n" " ")" = "loop bounce gone " ] || { cat "$tmp/screen"; false; }'
check 'with counts, and where each is named' \
    'grep -q "1 loop.*1 bounce.*1 defer" "$tmp/screen" &&
    grep -q "rcpthosts:1501" "$tmp/screen" || { cat "$tmp/screen"; false; }'
mx_all() { mx --control "$tmp/all" --all --json; }
mx_all
check '--all --json: each domain once, in order, with where it is named' \
    '"$python" -c "
import json, sys
j = [json.loads(line) for line in open(sys.argv[1])]
names = [x[\"subject\"] for x in j]
assert len(set(names)) == len(names) == 3004, len(names)
assert names[:5] == [\"localhost\", \"d5.batch.test\", \"d7.batch.test\",
    \"d8.batch.test\", \"d0.batch.test\"], names[:5]
assert \"loop.batch.test\" in names" "$tmp/out"'

# -- servers that are slow, answers that get lost

{
	echo '{"servers": ["127.0.0.54"], "records": ['
	d 0 $names | sed 's/.*/"& MX 10 mx.batch.test",/'
	echo '"slow.batch.test MX 10 mx.batch.test",'
	echo '"mx.batch.test A 10.0.0.1"], "faults":'
	echo '{"slow.batch.test/*": [{"drop": true}]}}'
} >"$tmp/slow.json"
start_py t/faultd.py 53 "$tmp/slow.json"
{ echo slow.batch.test; d 0 $names; } >"$tmp/in"
most=32	# MiB
! grep -q __asan_init "$MXWHY" || most=128
check 'a silent server for the first name: the others go on, memory too' \
    '$python t/batch.py slow_name "$most" "$tmp/in" -c "$tmp/control" -s 127.0.0.54 \
    --timeout 3'
check 'a signal while the first waits: what is decided is printed' \
    '$python t/batch.py stop_waiting SIGTERM -c "$tmp/control" \
    -s 127.0.0.54 --timeout 9'
check 'progress on a terminal, gone when done' \
    '$python t/batch.py on_terminal xterm -c "$tmp/control" -s 127.0.0.54 \
    --timeout 3 --file "$tmp/in"'
for term in dumb '' -; do
	check "no escape sequence on a terminal with TERM='$term'" \
	    '$python t/batch.py on_terminal "$term" -c "$tmp/control" \
	    -s 127.0.0.54 --timeout 3 --file "$tmp/in"'
done
mx -q -c "$tmp/control" -s 127.0.0.54 --file "$tmp/in"
check 'no progress in a file' '! grep -q "[^ -~]\|/s" "$tmp/err"'

d 0 500 >"$tmp/in"
batch
cp "$tmp/out" "$tmp/clean"
for percent in 1 5; do
	what="$percent% of the datagrams lost each way: the same verdicts"
	if ! nft -f - 2>/dev/null <<-EOF
	table ip loss {
		chain in {
			type filter hook input priority 0
			udp dport 53 numgen random mod 100 < $percent drop
			udp sport 53 numgen random mod 100 < $percent drop
		}
	}
	EOF
	then
		skip "$what" 'nft or its random numbers are not there'
		continue
	fi
	check_same "$what" \
	    '"$MXWHY" -c "$tmp/control" -f "$tmp/in" 2>/dev/null' \
	    'cat "$tmp/clean"'
	nft flush ruleset
done

check 'names that trickle in are answered at once' \
    '$python t/batch.py trickle -c "$tmp/control"'
check 'the address of a shared host is asked once' \
    '$python t/batch.py shared_host -c "$tmp/control"'

# -- ends

for signal in SIGINT SIGTERM; do
	check "$signal: what is decided is printed, with the summary" \
	    '$python t/batch.py stop $signal -c "$tmp/control"'
done
d 0 $names >"$tmp/in"
check 'a reader that leaves ends it quietly' \
    '$python t/batch.py reader_leaves -c "$tmp/control" --file "$tmp/in"'
check_err 'a full disk is told' 'standard output: No space left on device' \
    '"$MXWHY" -q -c "$tmp/control" --file "$tmp/in" 3>&1 >/dev/full'
check_status 'and has exit status 2' 2 \
    '"$MXWHY" -q -c "$tmp/control" --file "$tmp/in" >/dev/full'
check_status 'so for a single name' 2 \
    '"$MXWHY" -c "$tmp/control" d1.batch.test >/dev/full'

done_testing
