# Every allocation fails once: a message and status 2, or the right output;
# never a crash, nothing leaks.
# shellcheck shell=sh
. "${0%/*}/lib.sh"

need cc
grep -q __asan_init "$MXWHY" && skip_all 'the sanitizer has its own malloc'
cc -shared -fPIC -O1 -o "$tmp/shim.so" t/shim/failing_malloc.c \
    2>"$tmp/log" || skip_all 'no allocator of glibc to preload'
[ "$(LD_PRELOAD=$tmp/shim.so FAIL_REPORT=1 "$MXWHY" --version | wc -l)" = 2 ] ||
    skip_all 'nothing can be preloaded'

c=$tmp/control
mkdir -p "$c" "$tmp/bare" "$tmp/bin" "$tmp/queue/lock"
echo mail.example.com >"$c/me"
echo mail.example.com >"$tmp/bare/me"
printf '%s\n' mail.example.com local.test 'local.test ' >"$c/locals"
printf '%s\n' virt.test:user .virt.test:user bad >"$c/virtualdomains"
printf '%s\n' relay.test:mx.example.com:2525 mylink.test:203.0.113.5 \
    'x.test: y' >"$c/smtproutes"
printf '%s\n' '203.0.113.0/255.255.255.0' 10.0.0.0/24 >"$c/moreipme"
echo 203.0.113.77 >"$c/notipme"
printf '%s\n' local.test forgotten.test >"$c/rcpthosts"
echo hack.test >"$c/percenthack"
echo control/moreipme >"$tmp/bin/qmail-remote"
printf '%s\n' 'example.com. MX 10 mx.example.com.' \
    'example.com. MX 20 mx2.example.com.' 'example.com. MX 30 192.0.2.4.' \
    'mx.example.com. A 203.0.113.5' 'mx2.example.com. A 198.51.100.9' \
    'mail.example.com. A 192.0.2.1' 'alias.test. CNAME example.com.' \
    'six.test. MX 10 v6.six.test.' 'v6.six.test. AAAA 2001:db8::1' \
    '*.wild.test. A 192.0.2.77' 'null.test. MX 0 .' >"$tmp/zone"
printf '%s\n' user@example.com local.test '' bad..name six.test \
    user@alias.test >"$tmp/names"

z="-z $tmp/zone"
m='-F netqmail-1.06+moreipme'
cat >"$tmp/lines" <<-END
	--version
	--help
	-F list
	--explain list
	--explain ipme-no-newline
	--no-such-option
	-c $c $z user@example.com
	-c $c $z $m -v user%example.com@hack.test
	-c $c $z $m --json user@example.com
	-c $c $z -F sagredo --sender a@b.test --json b\303\274cher.test
	-c $c $z -F notqmail-1.08 -v alias.test
	-c $c $z -F qmail-1.03 --json six.test null.test
	-c $tmp/bare $z user@example.com
	-c $c $z -q a.wild.test user@virt.test user@local.test
	-c $c $z $m relay.test mylink.test
	-c $c $z $m --ip 203.0.113.5 203.0.113.77 127.0.0.2 ::1
	-c $c $z $m --json --ip 203.0.113.5
	-c $c $z
	-c $c $z --json
	-c $c $z --file $tmp/names
	-c $c $z --json --file $tmp/names
	-c $c $z --all
	-c $c $z --strict forgotten.test
	-c $tmp/none $z example.com
	-c $c -z $tmp/names example.com
END
printf '%b' "$(cat "$tmp/lines")" >"$tmp/words"
export tmp
"$python" t/allocations.py "$tmp/shim.so" "$MXWHY" "$tmp/words"
