#!/bin/sh
# Every finding has a page and a line in the manual, and its example raises it.
. "${0%/*}/lib.sh"

need "$python"
"$MXWHY" --explain list >"$tmp/list"
cut -d' ' -f1 "$tmp/list" >"$tmp/ids"

check_same 'list names each finding once, in the table'"'"'s order' \
    'cat "$tmp/ids"' \
    'tr "\n" " " <advice/findings.def | grep -o "FINDING([A-Z0-9_]*, *\"[^\"]*" |
	sed "s/.*\"//"'
check 'list is 80 columns wide at most' '! grep ".\{81\}" "$tmp/list"'
check_status 'an unknown id is a usage error' 2 '"$MXWHY" --explain nonsense'
check_err 'and points at list' 'nonsense: .*--explain list' \
    '"$MXWHY" --explain nonsense'

# The examples run in a copy, for one of them touches a file.
cp -R demo "$tmp/demo"
chmod -R a+rX "$tmp/demo"
touch -t 200101010000 "$tmp/demo/traps/noself/morercpthosts.cdb"
demo/interfaces true >/dev/null 2>&1 && namespaces=yes || namespaces=

# page ID: a page of some lines with every part, and a way to see it.
page() {
	"$MXWHY" --explain "$1" >"$tmp/page" &&
	    grep -q "^$1 ([a-z]*): ." "$tmp/page" &&
	    grep -q '^  does  ' "$tmp/page" &&
	    grep -q '^  bites ' "$tmp/page" &&
	    grep -q '^  mend  ' "$tmp/page" &&
	    grep -q '^  try   \|^  see   ' "$tmp/page" &&
	    ! grep '.\{81\}' "$tmp/page" &&
	    [ "$(wc -l <"$tmp/page")" -le 24 ]
}

# example COMMAND: what it prints with --json, in the copy.
example() {
	command=$(echo "$1" | sed 's|\./mxwhy|"$MXWHY" --json|')
	(cd "$tmp" && eval "$command") </dev/null >"$tmp/out" 2>"$tmp/err"
	status=$?
	cat "$tmp/out" >>"$tmp/json"
	[ "$status" != 2 ] || { note "$tmp/err"; return 1; }
}

raises() {
	example "$2" &&
	    json '"\n".join(f["id"] for f in j["findings"])' >"$tmp/raised" &&
	    { grep -qx "$1" "$tmp/raised" || { cat "$tmp/raised"; false; }; }
}

while read -r id severity rest; do
	check "$id: its page" page "$id"
	check "$id: in the manual" \
	    grep -qx "\.It Cm $id Pq $severity" man/mxwhy.1
	try=$("$MXWHY" --explain "$id" | sed -n 's/^  try  *//p')
	case $try in
	'')
		continue ;;
	demo/interfaces*)
		[ "$namespaces" ] || {
			skip "$id: its example" \
			    'network namespaces are not permitted'
			continue
		} ;;
	esac
	check "$id: its example raises it" raises "$id" "$try"
done <"$tmp/list"

done_testing
