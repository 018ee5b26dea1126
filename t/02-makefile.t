#!/bin/sh
# What the Makefile promises: install and uninstall, another build directory,
# headers as dependencies.
. "${0%/*}/lib.sh"

need make
make="make -s --no-print-directory"
unset MAKEFLAGS MAKELEVEL MFLAGS

# A tree of its own, with nothing built in it.
tree=$tmp/tree
mkdir "$tree"
cp -R Makefile ./*.c ./*.h base wire zone qmail advice report host net run doc man "$tree"
mkdir "$tree/t"
cd "$tree" || exit 1

check 'make objdir=DIR builds' '$make -j2 CFLAGS=-O0 objdir=$tmp/b all'
check 'the program is in DIR' test -x "$tmp/b/mxwhy"
check 'nothing is in the tree' '! ls | grep -E "\.[oad]$|^mxwhy$"'
check 'nothing is built twice' '$make -q CFLAGS=-O0 objdir=$tmp/b all'

sleep 1
touch netmask.h
check_out 'a changed header builds what includes it' 'netmask\.c' \
    '$make -n CFLAGS=-O0 objdir=$tmp/b all'
check 'and nothing else' '! $make -n CFLAGS=-O0 objdir=$tmp/b all |
    grep -q "report/explain\.c"'

install="$make CFLAGS=-O0 objdir=$tmp/b PREFIX=/usr DESTDIR=$tmp/dest"
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

check_out 'make -n deps' 't/deps' '$make -n deps'
check 'make clean' '$make objdir=$tmp/b clean'
check_out 'make clean leaves nothing' '^0$' 'find "$tmp/b" -type f | wc -l'
cd "$top" || exit 1
done_testing
