"""A kernel of a person's server, spoken to as JupyterLab does: over a websocket."""

import json
import time
import uuid

import requests
import websocket

from checks.command import Failed
from rig import web

GONE = {"restarting", "autorestarting", "dead"}
# A browser answers the server's pings at any time, a script only while it reads, and the server closes a connection
# that does not answer. One that was silent for so many seconds is opened anew, as a browser would.
SILENCE = 20


class KernelDied(Failed):
    """The kernel ended under a cell; the server itself may be well."""


class Kernel:
    def __init__(self, person, number):
        self.person = person
        self.number = number
        self.socket = None
        self.heard = 0.0

    def open(self):
        """Connect, unless connected."""
        if self.socket and self.socket.connected and time.monotonic() - self.heard < SILENCE:
            return self.socket
        self.close()
        path = f"/user/{self.person.user}/api/kernels/{self.number}/channels"
        page = requests.Request("GET", self.person.hub + path)
        cookies = requests.cookies.get_cookie_header(self.person.session.cookies, page.prepare())
        try:
            self.socket = websocket.create_connection(
                f"wss://{self.person.domain}{path}",
                socket=web.connect_tls(self.person.domain),
                cookie=cookies,
                origin=self.person.hub,
            )
        except websocket.WebSocketException as error:
            raise Failed(f"{self.person.name} has no connection to the kernel: {error}") from error
        self.heard = time.monotonic()
        return self.socket

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def send(self, code):
        """Give the kernel a cell; return the number of the request."""
        number = uuid.uuid4().hex
        header = {
            "msg_id": number, "msg_type": "execute_request", "session": uuid.uuid4().hex,
            "username": self.person.user, "version": "5.3",
        }
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
            "stop_on_error": True,
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "channel": "shell", "content": content}
        self.open().send(json.dumps(message))
        return number

    def run(self, code, seconds):
        """Run a cell to its end and return its output as text; an error in it is a failure."""
        number = self.send(code)
        end = time.monotonic() + seconds
        output, error, waited_for = [], None, {"idle", "reply"}
        while waited_for:
            message = self.next(end, code)
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] in GONE:
                raise KernelDied(f"the kernel of {self.person.name} died at {first(code)}")
            if message["parent_header"].get("msg_id") != number:
                continue
            if kind == "stream":
                output.append(content["text"])
            elif kind in ("execute_result", "display_data"):
                output.append(content["data"].get("text/plain", ""))
            elif kind == "error":
                error = f"{content['ename']}: {content['evalue']}"
            elif kind == "execute_reply":
                waited_for.discard("reply")
            elif kind == "status" and content["execution_state"] == "idle":
                waited_for.discard("idle")
        if error:
            raise Failed(f"{first(code)}, run by {self.person.name}: {error}\n{''.join(output)}")
        return "".join(output)

    def next(self, end, code):
        left = end - time.monotonic()
        try:
            if left <= 0:
                raise websocket.WebSocketTimeoutException
            self.socket.settimeout(left)
            text = self.socket.recv()
            if not text:
                raise websocket.WebSocketConnectionClosedException("it was closed")
            self.heard = time.monotonic()
            return json.loads(text)
        except websocket.WebSocketTimeoutException:
            raise Failed(f"{first(code)} has not ended in time for {self.person.name}") from None
        except (websocket.WebSocketException, OSError) as error:
            self.close()
            raise Failed(f"{self.person.name} lost the connection to the kernel at {first(code)}: {error}") from error


def first(code):
    """Name a cell by its first line."""
    line, _, rest = code.strip().partition("\n")
    return f"`{line[:60]}{' ..' if rest else ''}`"
