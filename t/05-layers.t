#!/bin/sh
# The house is as it is meant to be, and t/layers would tell: each kind of
# breach is planted in a copy of the tree.
. "${0%/*}/lib.sh"

need "$python" nm make cc
! grep -q __asan_init "$MXWHY" || skip_all 'the sanitizer is in every object'
unset MAKEFLAGS MAKELEVEL MFLAGS
case ${objdir:=build/plain} in
/*) objects=$objdir ;;
*) objects=$top/$objdir ;;
esac

check 'each room uses what it may' t/layers "$objects"
t/layers "$objects" >"$tmp/known"

tree=$tmp/tree
mkdir "$tree"
cp -Rp Makefile ./*.c ./*.h base wire zone qmail advice report host net run "$tree"
mkdir "$tree/t" "$tree/o"
cp t/layers t/libs "$tree/t"
cp -Rp "$objects/." "$tree/o"
cd "$tree" || exit 1

# plant FILE TEXT: at its end
plant() {
	cp -p "$1" "$1.kept"
	printf "$2\n" >>"$1"
	planted="$planted $1"
}

# look MODULE ...: $tmp/log has what t/layers says once these are built, but
# not of the tree as it is; then the plants go.
look() {
	for module; do
		touch "$module.c"
		make -s CFLAGS=-O0 objdir=o "o/$module.o" ||
		    ok 1 "$module.c is built"
	done
	t/layers o >"$tmp/log.all" 2>&1
	grep -v -x -F -f "$tmp/known" "$tmp/log.all" >"$tmp/log"
	for file in $planted; do mv "$file.kept" "$file"; done
	planted=
	for module; do
		cp -p "$objects/$module.o" "$objects/$module.d" \
		    "o/${module%"${module##*/}"}"
	done
}

# caught NAME REGEX MODULE ...
caught() {
	name=$1 regex=$2; shift 2
	look "$@"
	matches "$name" "$regex"
}

# who includes what
plant host/here.c '#include "net/cache.h"'
caught 'a room that may not be used' \
    '^host/here\.c:[0-9]+: host may not use net/cache\.h' host/here_linux
plant advice/finding.h '#include "report/text_parts.h"'
caught 'in a header too' '^advice/finding\.h:[0-9]+: advice may not use report/'
plant qmail/control.h '#include "wire/wire.h"'
caught 'by way of a header that may' \
    '^qmail/control\.h:[0-9]+: brings wire/wire\.h into host/gather\.c' \
    host/gather
plant base/list.c '#include "fold.h"'
caught 'an include that is not written from the root' \
    '^base/list\.c:[0-9]+: "fold\.h" is not written from the root' base/list
plant netmask.c '#include "host/here.h"'
caught 'the face of a room' '^netmask\.c:[0-9]+: qmail may not use' netmask

# circles
plant base/fold.c 'int planted(void);int planting(void);
int planting(void) { return planted(); }'
plant base/utc.c 'int planted(void);int planting(void);
int planted(void) { return planting(); }'
caught 'a circle of two' '^circle: .*base/fold .*base/utc' base/fold base/utc
plant net/cache.c 'int one(void);int two(void);
int one(void) { return two(); }'
plant run/job.c 'int two(void);int three(void);
int two(void) { return three(); }'
plant host/here.c 'int three(void);int one(void);
int three(void) { return one(); }'
caught 'a circle of three, in three rooms' \
    '^circle: .*host/here .*net/cache .*run/job' net/cache run/job host/here

# purity
plant qmail/route.c '#include <unistd.h>
int planted(void);
int planted(void) { return getpid(); }'
caught 'a system call' 'qmail/route\.c is of a pure room, and uses getpid' \
    qmail/route
plant advice/trial.c '#include <stdio.h>
void planted(void);
void planted(void) { puts("planted"); }'
caught 'output' 'advice/trial\.c is of a pure room, and uses (puts|printf)' \
    advice/trial
plant zone/pack.c '#include <time.h>
time_t planted(void);
time_t planted(void) { return time(NULL); }'
caught 'the time' 'zone/pack\.c is of a pure room, and uses time' zone/pack
plant wire/name.c 'int planted;'
caught 'a variable' 'wire/name\.c is of a pure room, and planted can change' \
    wire/name
plant ipme.c 'int planted(void);
int planted(void) { static int times = 7; return times++; }'
caught 'a variable that a function keeps' \
    'ipme\.c is of a pure room, and times.* can change' ipme
plant base/escape.c 'const char *planted[] = { "a" };'
caught 'a table that can change' \
    'base/escape\.c is of a pure room, and planted can change' base/escape
plant base/escape.c 'const char *const planted[] = { "a" };'
look base/escape
check 'a table that cannot is let pass' '[ ! -s "$tmp/log" ]'

# libraries, and the end
plant wire/guard.c '#include <ldns/ldns.h>'
caught 'a library where it may not be' \
    '^wire/guard\.c:[0-9]+: <ldns/ldns\.h> is for wire/read' wire/guard
plant run/subjects.c 'char *idn2_check_version(const char *);
const char *planted(void);
const char *planted(void) { return idn2_check_version(0); }'
caught 'a call of one, without its header' \
    '^run/subjects\.c uses idn2_check_version, which is for' run/subjects
plant wire/read.c 'void *planted(void);
void *planted(void) { return ldns_resolver_new(); }'
caught 'a call of its that reaches the outside' \
    '^wire/read\.c is of a pure room, and uses ldns_resolver_new' wire/read
plant run/run.c '#include <stdlib.h>
void planted(void);
void planted(void) { exit(1); }'
caught 'an end that is not main'\''s' '^run/run\.c uses exit' run/run

# places
: >stray.c
caught 'a file that belongs in a room' '^stray\.c: in no room'
rm stray.c
mkdir cellar base/shelf
: >cellar/barrel.c
caught 'a room that nobody knows' '^cellar/barrel\.c: in no room'
caught 'a folder in a folder' '^base/shelf/: a folder in a folder'
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	: >base/full$n.c
done
caught 'a room that is too full' '^base/: [0-9]+ \.c files, more than 20'

cd "$top" || exit 1
done_testing
