#!/bin/sh
# Recorded cases, end to end: interfaces, control files and a DNS server as
# they were, mxwhy's words against those of the real programs.
# LAB_MOST=N takes N cases of each file.
# first: these are thousands
# valgrind
. "${0%/*}/lib.sh"

need ip
[ -x "$python" ] || skip_all "$python is not there"
[ "$(uname -s)" = Linux ] || skip_all 'network namespaces are Linux'
ns_begin "$@"

"$python" t/lab/check.py "$MXWHY" --most "${LAB_MOST:-0}" \
    t/vectors/ipme.json t/vectors/rewrite.json t/vectors/routes.json \
    t/vectors/routes-edge.json
