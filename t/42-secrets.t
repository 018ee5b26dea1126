#!/bin/sh
# What stands behind the first | of a line in smtproutes or authsenders is
# never printed: not as a key, a relay, a port, a fix or a name of --all.
. "${0%/*}/lib.sh"

mkdir "$tmp/control"
echo mx.test >"$tmp/control/me"
printf 'b.test. MX 10 mx.b.test.\nmx.b.test. A 192.0.2.1\n' >"$tmp/zone"

forms=0
# hidden LINE: printf's format for a file; 31337 is the secret in it
hidden() {
	forms=$((forms + 1))
	printf %b "$1" >"$tmp/control/smtproutes"
	printf %b "$1" >"$tmp/control/authsenders"
	: >"$tmp/all"
	for flavor in netqmail-1.06 sagredo; do
		for mode in --json --verbose --all '--all --json'; do
			set -- -z "$tmp/zone" -c "$tmp/control" -F $flavor $mode
			for subject in '' b.test '--sender u@b.test x@b.test'; do
				# shellcheck disable=SC2086
				mx "$@" $subject
				cat "$tmp/out" "$tmp/err" >>"$tmp/all"
			done
		done
	done
	check "hidden: form $forms" '[ -s "$tmp/all" ] && ! grep 31337 "$tmp/all"'
}

hidden 'b.test:relay|user|31337\n'
hidden 'b.test:relay|user:31337\n'
hidden 'b.test:relay|user|:31337\r\n'
hidden ' b.test:relay|user|31337\n'
hidden 'b.test: relay|user|31337 # note\n'
hidden 'b.test relay|user|31337\n'
hidden 'b.test|31337:relay\nb.test|31337:other\n'
hidden '|31337:relay\n|31337:other\n'
hidden 'a.test|\000b.test:31337\n'
hidden 'a.test|\000b.test:relay:31337\n'
hidden 'a.test|\000:31337\n'
hidden 'a.test|\00031337\n'
hidden 'a.test|\00031337.test:relay\n'
done_testing
