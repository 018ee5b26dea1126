#!/bin/sh
# DNS faults, each with the verdict it must end in: 85-faults.json, faults.py.
# DNS is faultd.py.

. "${0%/*}/lib.sh"
need "$python"
ns_begin "$@"

"$python" t/faults.py "$MXWHY" t/85-faults.json "$tmp/resolv.conf"
