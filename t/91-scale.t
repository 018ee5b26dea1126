#!/bin/sh
# Shares of a long list, several runs at a time on one host: the same objects.

. "${0%/*}/lib.sh"
ns_begin "$@"
need nsd drill parallel "$python"

names=2000
{
	echo '$ORIGIN scale.test.'
	awk -v n=$names 'BEGIN {
		for (i = 0; i < n; i++)
			print "d" i " MX 10 mx" i % 50
		for (i = 0; i < 50; i++)
			print "mx" i " A 10.0.0." i + 1
	}'
} >"$tmp/records"
start_nsd "$tmp/records"
mkdir "$tmp/control"
echo mail.test >"$tmp/control/me"
echo localhost >"$tmp/control/locals"
awk -v n=$names 'BEGIN {
	for (i = 0; i < n; i++) print "d" i ".scale.test" }' >"$tmp/in"

# what may differ: how long it took, and who asked first
same='import json, sys
for line in sys.stdin:
    j = json.loads(line)
    for question in j["questions"]:
        question["ms"] = question["transport"] = None
    print(json.dumps(j, sort_keys=True))'
batch="$MXWHY --json --control $tmp/control --file -"
export HOME="$tmp"	# parallel wants to write there

check_same 'parallel --pipe --keep-order: the objects of one run, in order' \
    'parallel --will-cite --pipe -N 300 -j 3 --keep-order "$batch" \
    <"$tmp/in" 2>/dev/null | "$python" -c "$same"' \
    '$batch <"$tmp/in" 2>/dev/null | "$python" -c "$same"'
check 'and there are as many as names' '[ "$(wc -l <"$tmp/want")" = $names ]'
check_same 'without --keep-order: the same set' \
    'parallel --will-cite --pipe -N 300 -j 3 "$batch" \
    <"$tmp/in" 2>/dev/null | "$python" -c "$same" | sort' \
    '$batch <"$tmp/in" 2>/dev/null | "$python" -c "$same" | sort'

done_testing
