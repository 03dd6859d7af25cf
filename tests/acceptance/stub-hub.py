"""Answer what a single-user server asks its hub at its start, and nothing else."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = "6.1.1"
USER = {
    "name": "ann",
    "kind": "user",
    "admin": False,
    "groups": [],
    "scopes": ["access:servers!user=ann/"],
}


class Hub(BaseHTTPRequestHandler):
    def do_GET(self):
        about_hub = self.path.split("?")[0].rstrip("/") == "/hub/api"
        body = json.dumps({"version": VERSION} if about_hub else USER).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-JupyterHub-Version", VERSION)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


ThreadingHTTPServer(("127.0.0.1", 8081), Hub).serve_forever()
