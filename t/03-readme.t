#!/bin/sh
# README, the manual and --help say what is so.
. "${0%/*}/lib.sh"

# README's sample is what the program prints.
sed -n '/^\$ \.\/mxwhy/,/^\$ echo/p' README | sed '1d;$d' >"$tmp/sample"
command=$(sed -n 's/^\$ \.\/mxwhy //p' README)
check 'README has a sample' '[ -s "$tmp/sample" ] && [ -n "$command" ]'
check_same 'and it is what the program prints' \
    'eval "LC_ALL=C \"\$MXWHY\" $command"' 'cat "$tmp/sample"'
check_status 'with the exit status it names' \
    "$(sed -n '/^\$ echo/{n;p;}' README)" 'eval "\"\$MXWHY\" $command"'

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
