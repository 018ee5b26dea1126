#!/bin/sh
# Signals at any moment, readers of any kind: the run ends, and with a whole
# line. All from a zone file, in which there are reports longer than a pipe
# takes as one.

. "${0%/*}/lib.sh"
need "$python"

mkdir "$tmp/control" "$tmp/many"
echo mail.test >"$tmp/control/me"
echo localhost >"$tmp/control/locals"
{
	echo '$ORIGIN batch.test.'
	awk 'BEGIN {
		for (i = 0; i < 400; i++) {
			print "d" i " MX 10 m.d" i
			print "m.d" i " A 10.0.0.1"
			for (k = 0; k < (i % 4 == 3) * 20; k++)
				print "d" i " MX 20 m" k ".d" i
		}
	}'
} >"$tmp/zone"
awk 'BEGIN { for (i = 0; i < 400; i++) print "d" i ".batch.test" }' >"$tmp/in"
head -n 40 "$tmp/in" >"$tmp/few"
from_zone='-c $tmp/control -F netqmail-1.06 -z $tmp/zone'
check 'a signal before a silent input: every run ends' \
    '$python t/batch.py silent_input 60 '"$from_zone"
check 'a signal among endless comments: it ends' \
    '$python t/batch.py endless_comments '"$from_zone"
cp "$tmp/control/me" "$tmp/many"
sed 's/^/nothing./' "$tmp/in" >"$tmp/many/rcpthosts"
whole_lines() { # WHAT ARGUMENT ...
	what=$1
	shift
	check "$what: a slow reader and signals, whole lines alone" \
	    $python t/batch.py slow_reader 6 -F netqmail-1.06 -z "$tmp/zone" "$@"
	check "$what: nobody reads, it ends with whole lines alone" \
	    $python t/batch.py no_reader -F netqmail-1.06 -z "$tmp/zone" "$@"
}
whole_lines 'objects' --json -f "$tmp/in" -c "$tmp/control"
whole_lines 'lines' -f "$tmp/in" -c "$tmp/control"
# shellcheck disable=SC2046
whole_lines 'reports' -c "$tmp/control" $(cat "$tmp/few")
whole_lines 'a ranking' --all -c "$tmp/many"
check 'a pipe that does not block: nothing is lost' \
    '$python t/batch.py impatient_pipe 40 --json -f "$tmp/few" '"$from_zone"

done_testing
