"""Local servers that answer as the receivers do: HTTP by a script of answers, and a small SMTP server."""

import json
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """What to answer: after `seconds`, with that status, body and headers; `drop` hangs up without a word."""

    status: int = 200
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drop: bool = False


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)


class HttpReceiver(ThreadingHTTPServer):
    """Answers by `answer(request)`; keeps what it was asked."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.requests: list[Request] = []
        self.port = self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed, or gave up waiting, is part of the plan."""


class _Handler(BaseHTTPRequestHandler):
    server: HttpReceiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        self.server.requests.append(request)
        reply = self.server.answer(request)
        if reply.seconds:
            time.sleep(reply.seconds)
        if reply.drop:
            self.close_connection = True
            return
        sent = reply.body.encode()
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(sent)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def http(
    answer: Callable[[Request], Reply] | Reply, tls: ssl.SSLContext | None = None
) -> Iterator[HttpReceiver]:
    server = HttpReceiver(answer if callable(answer) else lambda _: answer)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class SmtpReceiver(socketserver.ThreadingTCPServer):
    """As much of SMTP as a client needs. `replies` overrules a verb's answer: {"RCPT": "550 no user"}."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, replies: dict[str, str], tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _SmtpHandler)
        self.replies = replies
        self.tls = tls
        self.letters: list[tuple[str, bytes]] = []
        self.verbs: list[str] = []
        self.port = self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None: ...


class _SmtpHandler(socketserver.StreamRequestHandler):
    server: SmtpReceiver

    def handle(self) -> None:
        recipient = ""
        self._say("220 local")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            self.server.verbs.append(verb)
            planned = self.server.replies.get(verb)
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                planned = self.server.replies.get(f"RCPT {recipient}", planned)
            if planned == "drop":
                return
            if planned:
                self._say(planned)
            elif verb == "EHLO":
                self._say(
                    "250-local" + ("\r\n250-STARTTLS" if self.server.tls else "") + "\r\n250 AUTH PLAIN"
                )
            elif verb == "STARTTLS" and self.server.tls:
                self._say("220 go ahead")
                self.request = self.server.tls.wrap_socket(self.request, server_side=True)
                self.setup()
            elif verb == "AUTH":
                self._say("235 welcome")
            elif verb == "DATA":
                self._say("354 go ahead")
                if not self._take_letter(recipient):
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def finish(self) -> None:
        super().finish()
        self.request.close()  # the one in TLS, of which the server knows nothing

    def _take_letter(self, recipient: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self.server.letters.append((recipient, b"".join(lines)))
        planned = self.server.replies.get("LETTER", "250 kept")
        if planned == "drop":
            return False
        self._say(planned)
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def smtp(replies: dict[str, str] | None = None, tls: ssl.SSLContext | None = None) -> Iterator[SmtpReceiver]:
    server = SmtpReceiver(replies or {}, tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
