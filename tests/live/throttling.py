"""AWS as it is when it is busy: before the local AWS, a door that refuses calls at first."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from emulator.client import LocalAws


@contextmanager
def refusing(aws: LocalAws, code: str, times: int, operations: frozenset[str]) -> Iterator[str]:
    """Give an endpoint that refuses each of some operations a number of times, and then lets it through."""
    refused: Counter[str] = Counter()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
            if operation in operations and refused[operation] < times:
                refused[operation] += 1
                answer = json.dumps({"__type": code, "message": "one at a time"}).encode()
                self._answer(400, {"Content-Type": "application/x-amz-json-1.1"}, answer)
                return
            request = urllib.request.Request(aws.endpoint + self.path, body, dict(self.headers))  # noqa: S310 loopback
            try:
                with urllib.request.urlopen(request) as answered:  # noqa: S310 loopback
                    self._answer(answered.status, dict(answered.headers), answered.read())
            except urllib.error.HTTPError as error:
                self._answer(error.code, dict(error.headers), error.read())

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in {
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "date",
                    "server",
                }:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep still."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
