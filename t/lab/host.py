"""The lab host: a network namespace whose interfaces a case sets.

An interface: {"name": "eth0", "up": true, "addrs": ["192.0.2.10/24",
{"cidr": "192.0.2.12/24", "label": "eth0:1"},
{"cidr": "10.8.0.1", "peer": "10.8.0.2/32"}, "2001:db8::10/64"]}.
lo is always up with 127.0.0.1/8.
"""
import subprocess

PROFILES = {
    "plain": [{"name": "eth0", "up": True, "addrs": ["192.0.2.10/24"]}],
    "multi": [
        {
            "name": "eth0",
            "up": True,
            "addrs": [
                "192.0.2.10/24",
                "192.0.2.11/24",
                {"cidr": "192.0.2.12/24", "label": "eth0:1"},
                "2001:db8::10/64",
            ],
        },
        {"name": "eth1", "up": False, "addrs": ["203.0.113.20/24"]},
        {
            "name": "tun7",
            "up": True,
            "addrs": [{"cidr": "10.8.0.1", "peer": "10.8.0.2/32"}],
        },
    ],
    "nat": [{"name": "eth0", "up": True, "addrs": ["10.0.0.5/24"]}],
    "bare": [],
}


def interfaces(profile):
    """A profile by its name, or as it is."""
    return PROFILES[profile] if isinstance(profile, str) else profile


def ip(*args, check=True):
    return subprocess.run(
        ("ip",) + args, check=check, capture_output=True, text=True
    )


def add_address(name, address):
    if isinstance(address, str):
        address = {"cidr": address}
    words = ["addr", "add", address["cidr"]]
    if "peer" in address:
        words += ["peer", address["peer"]]
    words += ["dev", name]
    if "label" in address:
        words += ["label", address["label"]]
    ip(*words)


def setup(wanted):
    """Replaces whatever interfaces this namespace has with these."""
    for line in ip("-o", "link").stdout.splitlines():
        name = line.split(":")[1].strip().split("@")[0]
        if name != "lo":
            ip("link", "del", name, check=False)
    ip("link", "set", "lo", "up")
    for i in wanted:
        name, peer = i["name"], i["name"] + "p"
        # a kernel without dummy interfaces has pairs
        if ip("link", "add", name, "type", "dummy", check=False).returncode:
            ip("link", "add", name, "type", "veth", "peer", "name", peer)
        for address in i["addrs"]:
            add_address(name, address)
        if i["up"]:
            ip("link", "set", name, "up")
            ip("link", "set", peer, "up", check=False)
