# Files of any size and kind, in any place: a clear result or a refusal, never
# a hang. What takes a few seconds of the processor takes several times as many
# of them on a busy machine: the limits are missed by what is not linear alone.
# shellcheck shell=sh disable=SC2016
. "${0%/*}/lib.sh"

limit=100
! grep -q __asan_init "$MXWHY" || limit=400
control=$tmp/control
zone=$tmp/zone
mkdir -p "$control"
begin() {
	rm -rf "$control" && mkdir -p "$control"
	echo mail.example.com >"$control/me"
}
begin
printf '%s\n' 'example.com. MX 10 mx.example.com.' \
    'mx.example.com. A 192.0.2.99' >"$zone"

# bounded STATUS NAME ARGUMENT ...: mxwhy ends in time with one of the
# statuses (a pattern), and says something.
bounded() {
	want=$1 name=$2
	shift 2
	(ulimit -t "$limit"
	exec timeout -k 5 500 "$MXWHY" "$@") >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	said=$tmp/out
	[ "$status" != 2 ] || [ -s "$said" ] || said=$tmp/err
	echo "$status" | grep -Exq "$want" && [ -s "$said" ]
	result=$?
	ok "$result" "$name"
	[ "$result" = 0 ] || { echo "# exit status $status"
	    head -c 2000 "$tmp/out" "$tmp/err" | note; }
}

ask() { # STATUS NAME [ARGUMENT ...]: about a domain of the zone
	want=$1 name=$2
	shift 2
	bounded "$want" "$name" -c "$control" -F netqmail-1.06+moreipme \
	    -z "$zone" "$@"
}

ask 0 'as it should be' user@example.com

# large files
"$python" - "$control/locals" <<'END'
import sys
with open(sys.argv[1], "w") as file:
    for i in range(2500000):
        file.write("%07d.a-long-name.test\n" % i)
    file.truncate(64 << 20)
END
ask 0 'locals of 64 MiB' user@1234567.a-long-name.test
check 'its last entry is found' 'grep -q ": local" "$tmp/out"'
begin
for file in locals virtualdomains smtproutes moreipme notipme rcpthosts; do
	"$python" -c 'print("a" * (1 << 20))' >"$control/$file"
	ask '0|3|100|111' "a line of 1 MiB in $file" user@example.com
	check "what is printed of it is short ($file)" \
	    '[ "$(wc -c <"$tmp/out")" -lt 20000 ]'
	ask '0|1' "the host view with a line of 1 MiB in $file"
	begin
done
"$python" -c 'print("a" * (1 << 20))' >"$control/me"
ask '0|3|100|111' 'me of 1 MiB' user@example.com
begin
"$python" -c 'print("10.0.0.1\n" * (1 << 20), end="")' >"$control/moreipme"
ask 0 'moreipme of a million lines' user@example.com
begin
"$python" -c 'print("\0" * (1 << 22), end="")' >"$control/locals"
ask 0 'locals of 4 MiB of zero octets' user@example.com
begin
truncate -s 300M "$control/smtproutes"
ask 2 'smtproutes of 300 MiB is refused' user@example.com
begin

# other things in a file's place
for file in me locals smtproutes moreipme; do
	rm -f "$control/$file"
	mkfifo "$control/$file"
	ask '0|3|100|111' "a FIFO as $file" user@example.com
	begin
	rm -f "$control/$file"
	ln -s /dev/zero "$control/$file"
	ask '0|3|100|111' "a device as $file" user@example.com
	begin
	rm -f "$control/$file"
	mkdir "$control/$file"
	ask '0|3|100|111' "a directory as $file" user@example.com
	begin
	rm -f "$control/$file"
	ln -s "$file" "$control/$file"
	ask '0|2|3|100|111' "a link to itself as $file" user@example.com
	begin
done
# what stands in the cdb's place, and what it holds
echo x.example >"$control/rcpthosts"
echo example.com >"$control/locals"
for odd in 'mkfifo' 'mkdir' 'ln -s /dev/zero' 'ln -s morercpthosts.cdb' \
    'truncate -s 300M' 'truncate -s 0' 'truncate -s 2047'; do
	$odd "$control/morercpthosts.cdb"
	ask '0|3|100|111' "morercpthosts.cdb: $odd" user@example.com
	rm -rf "$control/morercpthosts.cdb"
done
"$python" -c 'import sys; sys.stdout.buffer.write(b"\xff" * (1 << 22))' \
    >"$control/morercpthosts.cdb"
ask '0|3|100|111' 'morercpthosts.cdb of 4 MiB of 255' user@example.com
begin
bounded 2 'no control directory' -c "$tmp/none" -z "$zone" example.com
bounded 2 'a file as control directory' -c "$zone" -z "$zone" example.com

# --zone and --file
mkfifo "$tmp/fifo"
for odd in "$tmp/fifo" "$tmp" /dev/zero "$tmp/none"; do
	bounded 2 "--zone $(basename "$odd")" -c "$control" -z "$odd" \
	    example.com
done
bounded 2 '--file of a directory' -c "$control" -z "$zone" -f "$tmp"
bounded 2 '--file that is missing' -c "$control" -z "$zone" -f "$tmp/none"
"$python" -c 'print("a" * (1 << 20)); print("example.com")' >"$tmp/names"
bounded 2 '--file with a line of 1 MiB' -c "$control" -z "$zone" \
    -f "$tmp/names"
check 'the line behind it is judged' 'grep -q "^example.com: deliver" "$tmp/out"'
"$python" -c 'print("\0" * 1000)' >"$tmp/names"
bounded '0|2' '--file of zero octets' -c "$control" -z "$zone" -f "$tmp/names"
"$python" -c 'print("; " + "a" * (1 << 20)); print("example.com. MX 10 b." +
    " " * (1 << 20))' >"$tmp/long"
bounded '0|2|100' '--zone with lines of 1 MiB' -c "$control" -z "$tmp/long" \
    example.com
"$python" -c 'print("example.com. MX 10 " + "(" * 100000)' >"$tmp/long"
bounded 2 '--zone with 100,000 parentheses' -c "$control" -z "$tmp/long" \
    example.com

# as many records as a message holds, and chains
"$python" - >"$tmp/many" <<'END'
for i in range(3275):
    print("big.test. MX %d m%d.test." % (i, i))
    print("m%d.test. A 10.%d.%d.1" % (i, i // 256, i % 256))
for i in range(4000):
    print("wide.test. A 10.%d.%d.2" % (i // 256, i % 256))
for i in range(100):
    print("c%d.test. CNAME c%d.test." % (i, i + 1))
print("loop.test. CNAME loop.test.")
END
for name in big wide c0 loop; do
	for flavor in netqmail-1.06 notqmail-1.09 sagredo; do
		bounded '0|3|100|111' "$name.test, $flavor" -c "$control" \
		    -F "$flavor" -z "$tmp/many" "$name.test"
	done
done
bounded '0|3|100|111' 'big.test as JSON' -c "$control" -F notqmail-1.09 \
    --json -v -z "$tmp/many" big.test
check 'it is JSON' '"$python" -m json.tool <"$tmp/out"'
name=$("$python" -c 'print(".".join("a" * 127))')
bounded '100' 'a name of 127 labels' -c "$control" -z "$zone" "$name"
name=$("$python" -c 'print("a" * 100000)')
bounded '100' 'a domain of 100,000 octets' -c "$control" -z "$zone" "$name"
bounded '100' 'a local part of 100,000 octets' -c "$control" -z "$zone" \
    "$name@nobody.test"

done_testing
