"""Runs a service of OpenStack as its Debian package would: `python3 -m standin.program NAME PORTS ARGUMENT..`.

Several of those packages start a service with the machine, so only the libraries beneath them are installed here. The
program is loaded at once, and begins when something listens on all the ports (separated by commas, or none).
"""

import importlib
import socket
import sys
import time
from pathlib import Path


def main():
    name, ports, *arguments = sys.argv[1:]
    # The name decides which configuration a program looks for, and what it calls itself.
    sys.argv = [name, *arguments]
    program = importlib.import_module(name.replace("-", ".cmd."))
    if name == "nova-compute":
        drivers = importlib.import_module("nova.virt")
        drivers.__path__.append(str(Path(__file__).resolve().parent.parent / "nova_virt"))
    for port in filter(None, ports.split(",")):
        while not listens(int(port)):
            time.sleep(0.2)
    sys.exit(program.main())


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
