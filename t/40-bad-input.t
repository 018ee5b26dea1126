#!/bin/sh
# Bad input: a message that names the thing, exit status 2, nothing lost.
. "${0%/*}/lib.sh"

demo='--zone demo/zone --control demo/control'

# bad NAME REGEX ARGUMENT ...: exit 2, and standard error matches
bad() {
	bad=$1 want=$2; shift 2
	mx "$@"
	code=$status
	cp "$tmp/err" "$tmp/log"
	echo "(exit status $code)" >>"$tmp/log"
	matches "$bad: says so" "$want"
	ok "$([ "$code" = 2 ]; echo $?)" "$bad: exit status 2"
	check "$bad: printable" '! grep -a "[^ -~]" "$tmp/err"'
}

bad 'an unknown option' '--frobnicate' --frobnicate
bad 'an unknown letter' 'option -x' -x
bad 'a missing value' '--control' --control
bad 'a letter among others' '^mxwhy: option -X: unknown' --json -Xj
bad 'the last letter' '^mxwhy: option -X: unknown' --json -jX
bad 'a missing value among letters' '^mxwhy: -c: needs a value' --json -qc
bad 'an option that may be two' 'ambiguous: --verbose --version' --ver
bad 'an option that is misspelt' 'unknown .did you mean --color' --no-color
bad 'a value too many' '^mxwhy: option --json=1: --json takes no value' --json=1
bad 'an escape in an option' 'option --\\027x: unknown' "--$(printf '\033x')"
bad 'an unknown flavor' 'frob.*no such flavor' -F frob
bad 'an escape in a flavor' '\\027\[31m' -F "$(printf 'x\033[31m')"
bad 'a bad server' '--server frob' -s frob example.com
bad 'a bad port' '--server 127.0.0.1@0' -s 127.0.0.1@0 example.com
bad 'a port too large' '--server' -s 127.0.0.1@65536 example.com
bad '--timeout 0' '--timeout 0' --timeout 0 example.com
bad '--timeout x' '--timeout x' --timeout x example.com
bad '--attempts -1' '--attempts' --attempts -1 example.com
bad '--inflight 0' '--inflight 0' -n 0 example.com
bad '--inflight 99999999999999999999' '--inflight' -n 99999999999999999999 example.com
bad '--color mauve' '--color mauve' --color mauve
bad '--ip without an address' '--ip' --ip
bad '--ip with a name' '' $demo --ip example.com
bad '--ip 256' '' $demo --ip 256.0.0.1
bad '--ip and --recipient' '--recipient' --ip --recipient 192.0.2.1
bad '--zone and --server' '--server' -z demo/zone -s 127.0.0.1 example.com
bad '--quiet and --verbose' '--verbose' -q -v example.com
bad 'an unknown finding' 'frob.*no such finding' --explain frob
bad 'no control directory' '/nonexistent: .*No such file' -z demo/zone \
    -c /nonexistent example.com
bad 'a file for a directory' 'Not a directory' -z demo/zone -c README example.com
bad 'no zone file' 'nonexistent.zone' -z nonexistent.zone -c demo/control x.test
bad 'a directory for a zone' 'demo: ' -z demo -c demo/control x.test
bad 'a device for a zone' '/dev/zero' -z /dev/zero -c demo/control x.test
bad 'no subject file' 'nonexistent.list' $demo -f nonexistent.list
bad 'an empty name of a subject file' '--file: an empty name' $demo -f ''

printf 'a.test. A 192.0.2.1\nb.test. A 192.0.2\n' >"$tmp/zone"
bad 'a zone with a syntax error' 'zone:2: ' -z "$tmp/zone" -c demo/control x.test
printf 'a.test. A 192.0.2.1\n$INCLUDE other\n' >"$tmp/zone"
bad '$INCLUDE' 'zone:2: .*INCLUDE' -z "$tmp/zone" -c demo/control x.test
mx_json -c /nonexistent -z demo/zone a.test b@c.test
check 'JSON: an object for each, that says why' \
    '[ "$status $(wc -l <"$tmp/out")" = "2 2" ] &&
     [ "$(json "j[\"error\"][\"what\"]")" = control ] &&
     [ "$(json "j[\"verdict\"]")" = None ]'

# what fails is what it says it is: many names are no host
batch_fails() { # NAME KINDS WHAT ARGUMENT ...
	name=$1 kinds=$2 what=$3
	shift 3
	mx_json -F netqmail-1.06 "$@"
	check "JSON, $name: the kinds" '[ "$status" = 2 ] && [ "$kinds" = \
	    "$("$python" -c "import json, sys
for line in sys.stdin: print(json.loads(line)[\"kind\"], end=\" \")" <"$tmp/out")" ]'
	check "JSON, $name: the last one says why" '[ "$what" = "$(tail -n 1 "$tmp/out" |
	    "$python" -c "import json, sys
j = json.load(sys.stdin)
print(j.get(\"subject\"), j[\"error\"][\"what\"], j[\"error\"][\"file\"])")" ]'
}
batch_fails 'no file' 'batch ' 'none input none' $demo -f none
batch_fails 'a directory' 'batch ' '. input .' $demo -f .
batch_fails 'no directory, a file' 'batch ' 'README control /none' \
    -c /none -z demo/zone -f README
batch_fails 'no directory, all' 'batch ' 'None control /none' \
    -c /none -z demo/zone --all
batch_fails 'no zone' 'domain recipient batch ' 'None zone none' \
    -c demo/control -z none a.test b@c.test --all
batch_fails 'it breaks off' 'domain batch ' '. input .' $demo a.test -f .
batch_fails 'an address' 'ip ' '192.0.2.1 control /none' \
    -c /none -z demo/zone --ip 192.0.2.1
batch_fails 'the host' 'host ' 'None control /none' -c /none -z demo/zone

# a domain that the DNS cannot hold is nobody's DNS
for subject in user@ user@a..test; do
	mx $demo "$subject"
	check "$subject: who wrote the address" \
	    '[ "$status" = 100 ] && grep -q "^whose  who wrote" "$tmp/out"'
done

# what was decided before is printed
mx $demo example.com '' example.net
check 'an empty argument loses nothing' '[ "$status" = 2 ] &&
    grep -q "^example.com: bounce" "$tmp/out" && grep -q "^example.net: " "$tmp/out"'

# qmail-send appends envnoathost, here me, to an empty recipient, too
mx_json $demo --recipient ''
check 'an empty recipient is one' '[ "$status" = 0 ] &&
    [ "$(json "(j[\"kind\"], j[\"subject\"], j[\"route\"][\"address\"])")" = \
    "('"'recipient', '', '@mx.example.com'"')" ]'
mx $demo -q --recipient '' joe
check 'and so is the next one' 'printf "%s\n" "(empty): local: control/locals:3 lists it, so qmail-local takes it" \
    "joe: local: control/locals:3 lists it, so qmail-local takes it" |
    diff - "$tmp/out"'

if [ -w /dev/full ]; then
	check_err 'a full disk' 'standard output: No space' '"$MXWHY" $demo example.com >/dev/full'
	check_status 'a full disk: 2' 2 '"$MXWHY" $demo --json example.com >/dev/full'
	check_status 'a full disk and --help: 2' 2 '"$MXWHY" --help >/dev/full'
fi
check_status 'a closed output: 2' 2 '"$MXWHY" $demo example.com >&-'
check_status 'a closed input is fine' 100 '"$MXWHY" $demo example.com <&-'

check_out 'no server answers: it says which were asked' \
    'no answer from 127\.0\.0\.1@9' '"$MXWHY" -c demo/control \
    -F netqmail-1.06 -s 127.0.0.1@9 --timeout 1 --attempts 1 example.com'

# control files in odd shapes
control() { rm -rf "$tmp/control"; cp -R demo/control "$tmp/control"; chmod 755 "$tmp/control"; }
subject() { mx_json -z demo/zone -c "$tmp/control" "$@"; }
send='me locals virtualdomains percenthack envnoathost queuelifetime
    concurrencylocal concurrencyremote bouncefrom bouncehost doublebouncehost
    doublebounceto'
for file in $send smtproutes helohost timeoutremote; do
	control; rm -f "$tmp/control/$file"; mkdir "$tmp/control/$file"
	subject example.com
	# qmail-remote defers, in words; qmail-send does not start
	case " $send " in
	*[[:space:]]"$file"[[:space:]]*) said='111 None None' ;;
	*) said='111 4.3.0 Unable to read control files. (#4.3.0)' ;;
	esac
	check "$file is a directory: qmail defers" \
	    '[ "$status $(json "j[\"verdict\"][\"code\"]") $(json "j[\"verdict\"][\"message\"]")" = "$said" ]'
	check "$file is a directory: it is named" \
	    '[ "$(json "[f[\"file\"] for f in j[\"findings\"] if f[\"id\"] == \"file-unreadable\"]")" = "['"'\$file'"']" ]'
	control; rm -f "$tmp/control/$file"; mkfifo "$tmp/control/$file"
	subject example.com
	empty=$status$(json 'j["verdict"]')
	rm -f "$tmp/control/$file"; : >"$tmp/control/$file"
	subject example.com
	check "$file is a FIFO: no hang, as if it were empty" \
	    '[ "$empty" = "$status$(json "j[\"verdict\"]")" ]'
	rm -f "$tmp/control/$file"; ln -s /dev/null "$tmp/control/$file"
	subject example.com
	check "$file leads to /dev/null: the same" \
	    '[ "$empty" = "$status$(json "j[\"verdict\"]")" ]'
done
for file in moreipme notipme rcpthosts; do
	control; rm -f "$tmp/control/$file"; mkdir "$tmp/control/$file"
	subject example.com
	check "$file is a directory: no failure" '[ "$status" != 2 ] && [ "$status" != 111 ]'
done
control; rm -f "$tmp/control/me" "$tmp/control/helohost"
subject example.com
check 'neither me nor helohost: defer 4.3.0' \
    '[ "$(json "j[\"verdict\"][\"code\"]")" = 4.3.0 ]'
mkdir "$tmp/empty"
mx_json -z demo/zone -c "$tmp/empty" example.com
check 'an empty directory: defer 4.3.0' '[ "$status" = 111 ]'

# who may read what
if [ "$(id -u)" = 0 ] && id nobody >/dev/null 2>&1 && command -v setpriv >/dev/null; then
	control; chmod 600 "$tmp/control/locals"
	as_nobody='setpriv --reuid nobody --regid nogroup --clear-groups'
	check_err 'a file that only root reads' 'locals.*Permission denied \(run as root\?\)' \
	    '$as_nobody "$MXWHY" -z demo/zone -c "$tmp/control" example.com'
	check_status 'a file that only root reads: 2' 2 \
	    '$as_nobody "$MXWHY" -z demo/zone -c "$tmp/control" example.com'
	control; echo x >"$tmp/control/rcpthosts"
	chmod 600 "$tmp/control/rcpthosts"
	echo mail.example.com >"$tmp/control/me"
	check_status 'rcpthosts that only root reads: not asked for' 100 \
	    '$as_nobody "$MXWHY" -z demo/zone -c "$tmp/control" here.example'
	echo :127.0.0.1 >"$tmp/control/smtproutes"
	check_out 'and where the message comes back' \
	    'rcpthosts: Permission denied' \
	    '$as_nobody "$MXWHY" -z demo/zone -c "$tmp/control" example.net'
	check_status 'and where the message comes back: 2' 2 \
	    '$as_nobody "$MXWHY" -z demo/zone -c "$tmp/control" example.net'
	control; chmod 700 "$tmp/control"
	check_status 'a directory that only root reads: 2' 2 \
	    '$as_nobody "$MXWHY" -z demo/zone -c "$tmp/control" example.com'
else
	skip 'files that only root reads' 'needs root, nobody and setpriv'
fi
done_testing
