#!/bin/sh
# Every finding is raised by a host made for it, at its place, and not by the
# mended twin: 70-findings.json, findings.py.
. "${0%/*}/lib.sh"
need "$python" ip
ns_begin "$@"
interface eth0 192.0.2.10/24 && interface eth1 ||
    skip_all 'interfaces cannot be made'

grep -v '^qmail[rs]:' /etc/passwd >"$tmp/passwd"
chmod 644 "$tmp/passwd"
mount --bind "$tmp/passwd" /etc/passwd ||
    skip_all '/etc/passwd cannot be covered'
# the tree may be where only its owner comes
install -m 755 "$MXWHY" "$tmp/mxwhy"
"$python" t/findings.py "$tmp/mxwhy" t/70-findings.json "$tmp/passwd"
