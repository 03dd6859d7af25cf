"""Speaks HTTPS inside the rig: names as its name server has them, certificates as a campus machine trusts them.

Names are looked up here and not by the system, so that the machine's own settings stay as they are, and a name that
the rig does not know leads nowhere instead of out into the world.
"""

import os
import socket
import ssl
import threading

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util.connection import create_connection

from checks.command import Failed
from rig import acme, authority, network

TRUSTED = network.NAMES.parent / "trusted.pem"
SECONDS = 60


class Unreachable(Failed, requests.ConnectionError):
    """Nobody answered, or nobody whose certificate counts."""


class Adapter(HTTPAdapter):
    """What `requests` uses for a connection, with the rig's names."""

    def init_poolmanager(self, *arguments, **keywords):
        super().init_poolmanager(*arguments, **keywords)
        self.poolmanager.pool_classes_by_scheme = {"http": Pool, "https": TlsPool}

    def send(self, request, timeout=None, **keywords):
        # Nobody waits for ever; a caller can still say how long.
        try:
            return super().send(request, timeout=timeout or SECONDS, **keywords)
        except (requests.ConnectionError, requests.Timeout) as error:
            # The address of a log-in is long and says nothing.
            page = request.url.partition("?")[0]
            reason = getattr(error.args[0] if error.args else error, "reason", error)
            raise Unreachable(f"no answer from {page}: {reason}", request=request) from error


def connect(host, port, timeout=SECONDS, **options):
    """Open a plain connection to a host of the rig."""
    return create_connection((address(host), port), timeout, **options)


def connect_tls(host, port=443, timeout=SECONDS):
    """Open a connection with a certificate that was checked."""
    context = ssl.create_default_context(cafile=trusted())
    return context.wrap_socket(connect(host, port, timeout), server_hostname=host)


def address(host):
    """Return the address of a name that the rig has given, or the address itself."""
    for line in network.NAMES.read_text(encoding="ascii").splitlines():
        found, *names = line.split()
        if host in names:
            return found
    try:
        socket.inet_aton(host)
    except OSError:
        raise Failed(f"{host} is not a name of the rig") from None
    return host


def session():
    """Return a browser without a screen: it keeps cookies, and follows where it is sent."""
    made = requests.Session()
    # Proxies and certificates of the machine's environment are not meant for the rig.
    made.trust_env = False
    made.verify = trusted()
    for scheme in ("http://", "https://"):
        made.mount(scheme, Adapter(pool_maxsize=4))
    return made


def trusted():
    """Write down whom the rig trusts: the campus, and the certificate authorities that served it so far."""
    wanted = b"".join(path.read_bytes() for path in (authority.CERTIFICATE, acme.roots()) if path.exists())
    if not TRUSTED.exists() or TRUSTED.read_bytes() != wanted:
        # Somebody else may read it now.
        draft = TRUSTED.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        draft.write_bytes(wanted)
        draft.rename(TRUSTED)
    return str(TRUSTED)


class Connection(urllib3.connection.HTTPConnection):
    def _new_conn(self):
        return connect_or_explain(self)


class TlsConnection(urllib3.connection.HTTPSConnection):
    def _new_conn(self):
        return connect_or_explain(self)


class Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = Connection


class TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = TlsConnection


def connect_or_explain(connection):
    """Make a connection's socket; what fails is said as urllib3 does, which then knows whether to try again."""
    try:
        return connect(connection.host, connection.port, connection.timeout, socket_options=connection.socket_options)
    except OSError as error:
        raise urllib3.exceptions.NewConnectionError(connection, f"no connection to {connection.host}: {error}") from error
