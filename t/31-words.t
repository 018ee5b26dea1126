#!/bin/sh
# qmail's words are whole, whatever the length of the domain that they name.
. "${0%/*}/lib.sh"

demo='--zone demo/zone --control demo/control'

# both reports of a domain of so many octets, some of which qmail replaces
words() {
	"$python" - "$1" "$MXWHY" $demo <<-'EOF'
	import json, subprocess, sys
	n, mxwhy = int(sys.argv[1]), sys.argv[2:]
	domain = (b"x\xffy\x01z(~%s!" * (n // 9 + 1))[:n]
	host = "".join(chr(c) if 33 <= c <= 126 else "?" for c in domain)
	want = "Sorry, I couldn't find any host named %s. (#5.1.2)" % host
	run = lambda *options: subprocess.run(
	    [*mxwhy, *options, b"joe@" + domain], stdout=subprocess.PIPE)
	j = json.loads(run("--json").stdout)
	assert j["verdict"] == {"action": "bounce", "code": "5.1.2",
	    "message": want}, j["verdict"]
	text = run()
	assert text.returncode == 100, text.returncode
	said = "".join(text.stdout.decode("ascii").split())
	assert "".join(want.split()) in said, said[-200:]
	assert max(map(len, text.stdout.splitlines())) <= 80
	EOF
}

for length in 1 255 1300 1400 5000 60000; do
	check "a domain of $length octets" words $length
done
done_testing
