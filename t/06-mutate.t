#!/bin/sh
# t/mutate: what counts as noticed, what as survived, what as an error; and
# the tree is as it was.
. "${0%/*}/lib.sh"

need "$python" make cc
[ -z "$objdir" ] || skip_all 'it takes what make builds without objdir'
[ -x build/plain/t/check_base ] || skip_all 'check_base is not built'
unset MAKEFLAGS MAKELEVEL MFLAGS SAMPLE SEED

row() { printf '%s\t%s\t%s\t%s\n' "$@" >>"$tmp/table"; }

printf '# a comment\n\n' >"$tmp/table"
row base/fold.c check_base "octet >= 'A' && octet <= 'Z'" "octet >= 'B' && octet <= 'Z'"
row base/ascii.h check_base '#include <stdbool.h>' '#include  <stdbool.h>'
row base/fold.c check_base "octet + ('a' - 'A')" 'octet + (int)32'
row base/fold.c check_base 'octet' 'octets'
row base/fold.c check_base 'no such text' ''
row base/fold.c check_base 'return false;' ''
row base/fold.c check_base 'uint8_t octet)' 'uint8_t octet'
row base/list.c check_nothing 'link->next = NULL;' ''
row mxwhy.c 03-readme.t 'int' 'no'
row base/list.c check_base 'link->next = NULL;' 'for (;;) continue;'
cksum base/* mxwhy.c build/plain/base/*.o >"$tmp/before"
TMPDIR=$tmp LIMIT=3
export TMPDIR LIMIT
t/mutate "$tmp/table" >"$tmp/said" 2>&1
status=$?

# said REGEX: a line of what it says
said() { grep -Eq "$1" "$tmp/said" || { cat "$tmp/said"; false; }; }

check 'faults that are noticed are counted' \
    'said "^2 passed, 8 failed$" && [ "$status" = 1 ]'
check 'last' '[ "$(tail -n 1 "$tmp/said")" = "2 passed, 8 failed" ]'
check 'what changes nothing survives' \
    'said "^SURVIVED line 5, base/fold.c: .*\(check_base\)$"'
check 'in a header too' 'said "^SURVIVED line 4, base/ascii.h: "'
check 'a text that is there often is an error' \
    'said "^ERROR line 6, base/fold.c: .*: its text stands there [0-9]+ times"'
check 'one that is not there' 'said "^ERROR line 7, .* stands there 0 times"'
check 'one that is there twice' 'said "^ERROR line 8, .* stands there 2 times"'
check 'what does not build' 'said "^ERROR line 9, .*: it does not build"'
check 'a test that fails anyhow' \
    'said "^ERROR line 10, .*: its test fails anyhow"'
check 'no more are told' '[ "$(grep -cE "^(ERROR|SURVIVED) " "$tmp/said")" = 8 ]'
check 'a sample is as large as is said, and has a seed' \
    'SAMPLE=1 SEED=7 t/mutate "$tmp/table" | grep "^1 rows, SEED=7$"'
check_same 'the sample of a seed is the same' \
    'SAMPLE=2 SEED=7 t/mutate $tmp/table | grep -v " s$"' \
    'SAMPLE=2 SEED=7 t/mutate $tmp/table | grep -v " s$"'
check_same 'the tree is as it was' 'cksum base/* mxwhy.c build/plain/base/*.o' \
    'cat "$tmp/before"'
check 'and no copy stays' '! ls -d "$tmp"/mxwhy-mutate.*'
done_testing
