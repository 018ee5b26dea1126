#!/bin/sh
# What mxwhy gives up, seen from outside: before the first octet from the
# network it has lost root, files and children, and nothing is opened after.
# (t/check_confine tries from inside what is refused then.)
. "${0%/*}/lib.sh"
need strace
ns_begin "$@"
printf '%s\n' 'example.org. MX 10 mx.example.org.' \
    'mx.example.org. A 198.51.100.1' >"$tmp/zone"
start_nsd "$tmp/zone"
strace -o "$tmp/trace" -f true 2>/dev/null ||
    skip_all 'strace may not trace here'

strace -f -o "$tmp/trace" "$MXWHY" -v -c demo/control -F notqmail-1.09 \
    example.org >"$tmp/out" 2>&1
check 'it works under strace' 'grep -q "^example.org: deliver" "$tmp/out"'

# line WHAT: the number of the first line of the trace that matches
line() { grep -nE "$1" "$tmp/trace" | head -n 1 | cut -d: -f1; }

network=$(line ' (recv|recvfrom|recvmsg|recvmmsg)\(.*example')
check 'it reads from the network' '[ -n "$network" ]'

# before WHAT REGEX
before() {
	at=$(line "$2")
	check "$1, before that" "[ -n '$at' ] && [ '${at:-0}' -lt '${network:-0}' ]"
}
before 'no core dumps' 'RLIMIT_CORE.*rlim_cur=0'
before 'no new privileges' 'PR_SET_NO_NEW_PRIVS, 1'
if grep -q __asan_init "$MXWHY"; then
	skip 'a limit of memory' 'the sanitizer has its own'
else
	before 'a limit of memory' 'RLIMIT_AS.*= 0$'
fi
before 'a limit of descriptors' 'RLIMIT_NOFILE.*= 0$'
before 'no children' 'RLIMIT_NPROC.*= 0$'
if [ "$(id -u)" = 0 ] && grep -q 'uid [1-9]' "$tmp/out"; then
	before 'the groups are given up' ' setgroups\(1, .*= 0$'
	before 'root is given up' ' set(res)?uid\(.*= 0$'
else
	skip 'root is given up' 'not root, or it may not become anybody'
fi
if grep -q Landlock "$tmp/out" && ! grep -q 'no Landlock' "$tmp/out"; then
	before 'files are given up' 'landlock_restrict_self\(.*= 0$'
	closed=$(line 'landlock_restrict_self\(')
	check 'and nothing is opened afterwards' \
	    '! tail -n "+$closed" "$tmp/trace" | grep -E " (open|openat|openat2|creat)\("'
else
	skip 'files are given up' 'this kernel has no Landlock'
fi
check 'nothing is executed' '[ "$(grep -c " execve(" "$tmp/trace")" = 1 ]'
check 'no process is made' '! grep -E " (fork|vfork|clone|clone3)\(" "$tmp/trace"'
check '--verbose says what holds' 'grep -Eq "^mxwhy  runs so: (still )?uid" "$tmp/out"'

# root of a namespace that has no other user: who is asked for is not skipped
# in silence
if [ "$(unshare -r id -u 2>/dev/null)" = 0 ]; then
	check_out 'nobody is not there: root it stays, and says so' \
	    'runs so: still uid 0 \(may not become nobody\)' \
	    'unshare -r "$MXWHY" -v -z demo/zone -c demo/control example.com'
	check_err '--user nobody: an error' 'cannot become nobody' \
	    'unshare -r "$MXWHY" --user nobody -z demo/zone -c demo/control example.com'
	check_status '--user nobody: exit status 2' 2 \
	    'unshare -r "$MXWHY" --user nobody -z demo/zone -c demo/control example.com'
else
	skip '--user in a user namespace' 'user namespaces are not permitted'
fi
done_testing
