#!/bin/sh
# What the Makefile promises: a root without clutter, another build directory,
# the demo, headers as dependencies, libraries found out, install and
# uninstall, make deps.
. "${0%/*}/lib.sh"

need make cc
make="make -s --no-print-directory CFLAGS=-O0"
unset MAKEFLAGS MAKELEVEL MFLAGS objdir

# A tree of its own, with nothing built in it.
tree=$tmp/tree
mkdir -p "$tree/t"
cp -R Makefile ./*.c ./*.h base wire zone qmail advice report host net run \
    doc man demo "$tree"
cp t/libs t/deps t/run t/check_base.c "$tree/t"
cd "$tree" || exit 1
ls >"$tmp/before"

check 'make builds' '$make -j2'
check_same 'at the root that adds the program and build, no more' \
    'ls' '{ cat "$tmp/before"; echo build; echo mxwhy; } | sort'
check 'nothing is built twice' '$make -q'

check 'make objdir=DIR builds there' \
    '$make objdir=$tmp/b $tmp/b/netmask.o && [ -f $tmp/b/netmask.o ]'
check_out 'the program too' ' -o /[^ ]*/b/mxwhy ' '$make -n objdir=$tmp/b'
check 'and nothing elsewhere' '! $make -n objdir=$tmp/b |
    grep -o -e " -o [^ ]*" | grep -v -F " -o $tmp/b/"'

# demos: the commands that make run shows, and how each ends
demos() { $make run | grep -e '^\./mxwhy ' -e '^exit status '; }
cat >"$tmp/demos" <<'END'
./mxwhy --zone demo/zone --control demo/control example.com
exit status 100
./mxwhy --zone demo/zone --control demo/control post.example
exit status 0
./mxwhy --zone demo/zone --control demo/control round.example
exit status 3
END
check_same 'make run: a bounce, an alias that is kept, a loop' \
    demos 'cat "$tmp/demos"'
check 'it succeeds' '$make run'
for file in locals smtproutes; do
	cp demo/control/$file "$tmp/kept"
	sed -i '/^inbox\.example$/d; /^round\.example:/d' demo/control/$file
	check "and fails when $file makes one end otherwise" '! $make run'
	cp "$tmp/kept" demo/control/$file
done

touch -d '+1 minute' netmask.h
check_out 'a changed header builds what includes it' 'netmask\.c' '$make -n'
check 'and nothing else' '! $make -n | grep -q "report/explain\.c"'
touch -r netmask.c netmask.h

install="$make PREFIX=/usr DESTDIR=$tmp/dest"
check 'make install' '$install install'
check 'the program is installed' '"$tmp/dest/usr/bin/mxwhy" --version'
check 'so is its page' test -f "$tmp/dest/usr/share/man/man1/mxwhy.1"
check 'and what --json prints' \
    test -f "$tmp/dest/usr/share/doc/mxwhy/mxwhy.schema.json"
check_out 'anybody can run it' '^-rwxr-xr-x' ls -l "$tmp/dest/usr/bin/mxwhy"
check 'make uninstall' '$install uninstall'
check_out 'leaves no file' '^0$' 'find "$tmp/dest" -type f | wc -l'
check 'MANDIR is heeded' '$install MANDIR=/man install &&
    test -f "$tmp/dest/man/man1/mxwhy.1"'

# A check program by any of its names.
program=build/plain/t/check_base
check 'a check program' '$make $program'
for name in ./t/check_base t/check_base check_base; do
	check_out "t/run knows $name" '^check_base  *[1-9][0-9]* passed$' \
	    "t/run $name"
done

# Libraries. This compiler plays a system that lacks something: HIDES a
# header, or whose archives REFUSE an option of the linker or LACK one. Its
# linker talks on standard output, as that of new binutils.
mkdir "$tmp/bin"
cat >"$tmp/bin/compiler" <<'END'
#!/bin/sh
echo "$*" >>"${0%/*}/asked"
for last; do :; done
if [ -n "$HIDES" ] && grep -q "$HIDES" "$last"; then
	echo "$last:1:10: fatal error: $HIDES: No such file or directory" >&2
	exit 1
fi
case " $* " in
*" ${REFUSE:-none} "*) echo "ld: $REFUSE" >&2; exit 1 ;;
*" ${LACK:- }"*) ;;
*' -Wl,-Bstatic '*) echo 'ld: undefined reference' >&2; exit 1 ;;
esac
case " $* " in
*/program\ *) echo 'ld: a note'; exit 0 ;; # to find out, not to run
esac
exec cc "$@"
END
chmod +x "$tmp/bin/compiler"
odd="$make CC=$tmp/bin/compiler"
libs=build/plain/libs

# forget: what was found out; an object of each kind is to be built again
forget() { rm -rf $libs; touch netmask.c t/check_base.c; }

for header in ldns/ldns.h:ldns idn2.h:libidn2 check.h:check; do
	forget
	check_err "without <${header%:*}>: make deps" \
	    "^${header#*:} is missing .*: make deps installs" \
	    "HIDES=${header%:*} $odd all $program"
	check 'and no word of the compiler' \
	    '! HIDES=${header%:*} $odd all $program 2>&1 | grep "fatal error"'
done
check 'it is looked for again' '$odd all $program'
forget
check_err 'without a compiler: make deps' '^no C compiler: make deps installs' \
    '$make CC=$tmp/bin/none'

# mixed: the libraries that the program is linked with, found out anew
mixed() {
	rm -f $libs/mixed
	$odd $libs/mixed && tr '\n' ' ' <$libs/mixed
}
check_out 'archives that want more get it' '^-Wl,-Bstatic .*-lzstd -Wl,' \
    'LACK=-lz mixed'
check_out 'also without archives of that' \
    '^-Wl,-Bstatic .* -Wl,-Bdynamic -lz -lzstd $' \
    'LACK="-Wl,-Bdynamic -lz" mixed'
check_same 'archives that cannot be linked are left' \
    'REFUSE=-Wl,-Bstatic mixed' '$odd $libs/shared; tr "\n" " " <$libs/shared'
check_out 'without a word' '^$' 'echo; REFUSE=-Wl,-Bstatic mixed 2>&1 >/dev/null'
check 'the program is linked so' 'rm -f mxwhy; $odd && ./mxwhy -V'
: >"$tmp/bin/asked"
check 'what is known is not asked again' '$odd && [ ! -s "$tmp/bin/asked" ]'
check_err 'make static says what it lacks' '^not all libraries have archives' \
    'REFUSE=-lcrypto $odd static'

# make deps. A system with apt-get on which nothing is installed.
for name in sh env mktemp rm cat tail grep; do
	ln -s "$(command -v "$name")" "$tmp/bin/$name"
done
# fake NAME SCRIPT
fake() {
	printf '#!/bin/sh\n%s\n' "$2" >"$tmp/bin/$1"
	chmod +x "$tmp/bin/$1"
}
fake dpkg-query 'exit 1'
fake id 'echo "${WHO:-1000}"'
fake apt-get 'echo "apt-get $*" >>"${0%/*}/done"'
deps='PATH=$tmp/bin t/deps'
installs='^apt-get -q install .* libldns-dev .*libidn2-dev '
check_status 'make deps without root or sudo fails' 1 "$deps"
check 'having run nothing' '[ ! -e "$tmp/bin/done" ]'
eval "$deps" 2>"$tmp/said"
check 'it says what is missing' \
    'grep "packages are missing: .*libldns-dev.* libidn2-dev" "$tmp/said"'
check 'and what root would run' \
    'grep "^deps:     apt-get -q update$" "$tmp/said" &&
     grep "^deps:     .*apt-get .*install .* libldns-dev " "$tmp/said"'
check 'root runs that' "WHO=0 $deps && grep '$installs' \$tmp/bin/done"
rm -f "$tmp/bin/done"
fake sudo 'echo sudo >>"${0%/*}/rights"; exec "$@"'
check 'sudo does for others' "$deps && grep '$installs' \$tmp/bin/done &&
    [ \"\$(grep -c sudo \$tmp/bin/rights)\" = 2 ]"

check_out 'make -n deps' 't/deps' '$make -n deps'
check 'make clean' '$make objdir=$tmp/b clean && $make clean'
check_out 'make clean leaves nothing in DIR' '^0$' \
    'find "$tmp/b" -type f | wc -l'
check_same 'and the root as it was' 'ls' 'cat "$tmp/before"'
cd "$top" || exit 1
done_testing
