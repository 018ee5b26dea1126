#!/bin/sh
# The command line: each option as a user meets it.
. "${0%/*}/lib.sh"

demo='--zone demo/zone --control demo/control'

check_out '--help says how' '^usage: mxwhy ' '"$MXWHY" --help'
check_status '--help is no failure' 0 '"$MXWHY" -h'
check '--help fits 80 columns' '! "$MXWHY" --help | grep ".\{81\}"'
check_out '--version names itself and the libraries' \
    '^mxwhy [0-9.]+ \(ldns [0-9.]+, libidn2 [0-9.]+\)$' \
    '"$MXWHY" -V'
check_same '--flavor list' '"$MXWHY" -F list' 'printf "%s\n" qmail-1.03 \
    netqmail-1.06 notqmail-1.07 notqmail-1.08 notqmail-1.09 \
    netqmail-1.06+moreipme sagredo'

mx_json $demo example.com
check 'a domain is a domain' '[ "$(json "j[\"kind\"]")" = domain ]'
check 'and has no address' '[ "$(json "j[\"route\"][\"address\"]")" = None ]'
mx_json $demo joe@example.com
check 'an @ makes a recipient' '[ "$(json "j[\"kind\"]")" = recipient ]'
mx_json $demo --recipient joe
check '--recipient appends envnoathost' \
    '[ "$(json "j[\"route\"][\"address\"]")" = "joe@$(head -n 1 demo/control/me)" ]'
mx_json $demo a@b@example.com
check 'the last @ splits' '[ "$(json "j[\"domain\"]")" = example.com ]'

mx_json $demo --ip 203.0.113.5
check '--ip: me' '[ "$status $(json "j[\"me\"]")" = "0 True" ]'
mx_json $demo --ip '[203.0.113.5]'
check '--ip: in brackets' '[ "$status $(json "j[\"me\"]")" = "0 True" ]'
mx_json $demo -i 198.51.100.9
check '--ip: not me' '[ "$status $(json "j[\"me\"]")" = "1 False" ]'
mx_json $demo -i 2001:db8::1
check '--ip: IPv6 is never me' '[ "$status $(json "j[\"me\"]")" = "1 False" ]'
mx_json $demo -i 198.51.100.9 203.0.113.5 nonsense
check '--ip: the worst counts, and nothing is lost' \
    '[ "$status" = 2 ] && [ "$(wc -l <"$tmp/out")" = 3 ]'

mx_json $demo
check 'without an argument: the host' '[ "$status $(json "j[\"kind\"]")" = "0 host" ]'
MXWHY_CONTROL=demo/control mx_json --zone demo/zone
check '$MXWHY_CONTROL names the directory' \
    '[ "$(json "j[\"control\"][\"dir\"]")" = demo/control ]'
MXWHY_CONTROL=/nonexistent mx_json $demo
check '--control goes before it' '[ "$status" = 0 ]'

for flavor in $("$MXWHY" -F list) qmail-1.03+moreipme; do
	mx_json $demo -F "$flavor" example.com
	check "--flavor $flavor" '[ "$(json "j[\"flavor\"][\"source\"]")" = option ]'
done
mx_json $demo -F auto example.com
check '--flavor auto says on what evidence' \
    '[ "$(json "j[\"flavor\"][\"source\"]")" = default ] &&
     [ -n "$(json "j[\"flavor\"][\"evidence\"]")" ]'

mx $demo -q example.com
check '--quiet is one line' '[ "$status $(wc -l <"$tmp/out")" = "100 1" ]'
mx $demo -q example.com example.net
check 'and one for each of several' '[ "$(wc -l <"$tmp/out")" = 2 ]'
mx $demo example.com
cp "$tmp/out" "$tmp/plain"
mx $demo -v example.com
check '--verbose says more' '[ "$(wc -l <"$tmp/out")" -gt "$(wc -l <"$tmp/plain")" ]'
check 'and names the keys tried' 'grep -q "(empty)" "$tmp/out"'
check 'and the questions' 'grep -q "mx.example.com" "$tmp/out" && grep -q " A " "$tmp/out"'

mx $demo example.com example.com
check_same 'a blank line stands between two reports' 'cat "$tmp/out"' \
    'cat "$tmp/plain"; echo; cat "$tmp/plain"'

escape=$(printf '\033')
check '--color always' '"$MXWHY" $demo --color always example.com | grep -q "$escape"'
check '--color never' '! "$MXWHY" $demo --color never example.com | grep -q "$escape"'
check '--color auto: none into a pipe' '! "$MXWHY" $demo example.com | grep -q "$escape"'
check 'colour changes no word' '[ "$("$MXWHY" $demo --color always example.com |
    sed "s/$escape\[[0-9;]*m//g")" = "$(cat "$tmp/plain")" ]'
if command -v script >/dev/null; then
	check '--color auto: on a terminal' 'TERM=xterm script -qec "$MXWHY $demo example.com" /dev/null | grep -q "$escape"'
	check 'NO_COLOR' '! NO_COLOR=1 TERM=xterm script -qec "$MXWHY $demo example.com" /dev/null | grep -q "$escape"'
	check 'TERM=dumb' '! TERM=dumb script -qec "$MXWHY $demo example.com" /dev/null | grep -q "$escape"'
else
	skip 'colour on a terminal' 'script is not installed'
fi

mx $demo --strict
check '--strict turns findings into 1' '[ "$status" = "$("$MXWHY" $demo --json |
    "$python" -c "import json, sys
print(int(any(f[\"severity\"] != \"info\" for f in json.load(sys.stdin)[\"findings\"])))")" ]'
mx $demo --strict example.com
check '--strict leaves a bounce a bounce' '[ "$status" = 100 ]'

mx_json $demo example.com example.net joe@example.com
check 'several subjects: an object each, and the worst status' \
    '[ "$status $(wc -l <"$tmp/out")" = "100 3" ]'
mx $demo -- example.com
check 'after -- nothing is an option' '[ "$status" = 100 ]'
mx $demo -- --help
check 'not even --help' '[ "$status" = 100 ] && grep -q "^--help: " "$tmp/out"'
mx example.com $demo
check 'options may follow' '[ "$status" = 100 ]'
mx_json $demo --sender joe@example.com example.com
check '--sender is taken' '[ "$status" = 100 ]'
mx_json $demo --relayclient no alias.example
check '--relayclient no' '[ "$(json "j[\"verdict\"][\"code\"]")" = 5.7.1 ]'
mx_json $demo --relayclient=yes alias.example
check '--relayclient yes' '[ "$(json "j[\"verdict\"][\"code\"]")" = 5.4.6 ]'
check_err '--relayclient maybe' '--relayclient maybe: not yes or no' \
    '"$MXWHY" $demo --relayclient maybe alias.example'
mx_json $demo --timeout 3 --attempts 2 -n 5 example.com
check '--timeout, --attempts and --inflight are taken' '[ "$status" = 100 ]'

check_err 'who it becomes must exist' 'nobody-there' \
    '[ "$(id -u)" = 0 ] && "$MXWHY" $demo --user nobody-there example.com ||
     echo nobody-there >&2'
done_testing
