"""A UDP and TCP socket that nobody reads: silent.py ADDRESS PORT."""
import signal
import socket
import sys

where = (sys.argv[1], int(sys.argv[2]))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(where)
tcp = socket.create_server(where)
print("ready", flush=True)
signal.pause()
