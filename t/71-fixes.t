#!/bin/sh
# Every fix that mxwhy offers is carried out, and does what it says: fixes.py.
# first: these are hundreds of hosts
. "${0%/*}/lib.sh"
need "$python"
ns_begin "$@"
interface eth0 192.0.2.10/24 192.0.2.11/24 && interface eth1 203.0.113.7/32 ||
    skip_all 'interfaces cannot be made'

"$python" t/fixes.py "$MXWHY"
