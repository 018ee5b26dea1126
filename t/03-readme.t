#!/bin/sh
# README, the manual and --help say what is so.
. "${0%/*}/lib.sh"

# README's samples are what the program prints. Of the n-th: sampleN what is
# printed, .command the arguments, .status the exit status it names.
awk -v file="$tmp/sample" '
	/^\$ \.\/mxwhy / { n++; print substr($0, 11) >(file n ".command") }
	/^\$ echo/ { getline; print >(file n ".status"); inside = 0 }
	inside { print >(file n) }
	/^\$ \.\/mxwhy / { inside = 1 }' README
check 'README has samples' '[ -s "$tmp/sample1" ] && [ -s "$tmp/sample2" ]'
for sample in "$tmp"/sample?; do
	command=$(cat "$sample.command")
	check_same "mxwhy $command: README has what it prints" \
	    'eval "LC_ALL=C \"\$MXWHY\" $command"' 'cat "$sample"'
	check_status 'with the exit status it names' \
	    "$(cat "$sample.status")" 'eval "\"\$MXWHY\" $command"'
done

sed -n 's/^	make \([a-z][a-z ]*[a-z]\)		*.*/\1/p' README |
    tr ' ' '\n' | sort -u >"$tmp/targets"
check 'README names make targets' '[ "$(wc -l <"$tmp/targets")" -ge 3 ]'
while read -r target; do
	check "make $target exists" grep -q "^$target:" Makefile
done <"$tmp/targets"

for file in $(sed -n 's/^	\([a-z]*\/[a-z.0-9]*\)	*.*/\1/p' README); do
	check "$file exists" test -e "$file"
done
for file in README doc/*; do
	case $file in *.json) continue ;; esac
	check "$file fits 80 columns" \
	    '! expand "$file" | grep ".\{81\}" && ! grep "[^	 -~]" "$file"'
done

# Options: --help and the manual's list have the same.
"$MXWHY" --help | sed -n 's/^  *\(-[^ ].*\)/\1/p' |
    grep -oE '^-[a-zA-Z]|--[a-z]+' | sort -u >"$tmp/help"
sed -n '/^The options are:/,/^\.El/p' man/mxwhy.1 | grep '^\.It ' |
    grep -oE 'Fl -?[a-zA-Z]+' | sed 's/Fl /-/' | sort -u >"$tmp/manual"
check '--help has options' '[ "$(wc -l <"$tmp/help")" -gt 20 ]'
check_same 'the manual lists the options of --help' \
    'cat "$tmp/manual"' 'cat "$tmp/help"'
for name in $("$MXWHY" --flavor list); do
	check "the manual names $name" grep -q "^\.Cm $name " man/mxwhy.1
done

if command -v mandoc >/dev/null; then
	check_same 'mandoc has nothing to say' \
	    'mandoc -Tlint -Wwarning man/mxwhy.1' ':'
else
	skip 'mandoc has nothing to say' 'mandoc is not installed'
fi

# words: of a page, without its head and foot, one a line
words() {
	LC_ALL=C.UTF-8 sed -e "s/.$(printf '\b')//g" -e '1d;$d' -e 's/—/–/' |
	    tr -s ' \t' '\n'
}
by_groff='groff -mdoc -Tutf8 -P-cbou -ww -rHY=0 -rLL=900n man/mxwhy.1'
by_mandoc='mandoc -Tutf8 -Owidth=900 man/mxwhy.1'
if command -v groff >/dev/null; then
	check_same 'groff has nothing to say' "$by_groff 2>&1 >/dev/null" ':'
	check 'it shows the page to its last word' \
	    '[ "$($by_groff | words | tail -n 1)" = \
	    "$(grep -v "^\." man/mxwhy.1 | tail -n 1)" ]'
else
	skip 'groff has nothing to say' 'groff is not installed'
fi
if command -v groff >/dev/null && command -v mandoc >/dev/null; then
	check 'the page has its words' '[ "$($by_groff | words | wc -l)" -gt 2000 ]'
	check_same 'which are those that mandoc shows' \
	    '$by_groff | words' '$by_mandoc | words'
fi

for file in *.c; do
	check "doc/architecture knows $file" \
	    grep -q "\\b${file%.c}\\b" doc/architecture
done

done_testing
