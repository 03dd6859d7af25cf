"""A service that keeps one state of Terraform's over HTTP, as GitLab does: read, write, lock, unlock."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cloud.places import ADDRESS


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_GET(self):  # noqa: N802
        self.answer(200 if self.server.state else 404, self.server.state)

    def do_POST(self):  # noqa: N802
        self.server.state = self.body()
        self.answer(200)

    def do_LOCK(self):  # noqa: N802
        with self.server.guard:
            held, asked = self.server.lock, self.body()
            self.server.lock = held or asked
        self.answer(423 if held else 200, held or b"")

    def do_UNLOCK(self):  # noqa: N802
        self.body()
        self.server.lock = b""
        self.answer(200)

    def log_message(self, *words):
        """Say nothing: Terraform reports what it was told."""


@contextmanager
def serving():
    """Serve an empty state; yield its address."""
    server = ThreadingHTTPServer((ADDRESS, 0), Handler)
    server.state, server.lock, server.guard = b"", b"", threading.Lock()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{ADDRESS}:{server.server_port}/hub"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
