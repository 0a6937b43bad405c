"""10,000 messages, a receiver that fails at random, a sender killed 20 times: all arrive, none twice.

But one whose answer was lost, by the receiver or because the sender died waiting for it: that one comes
again under the same id, with the same body, so that the receiver can tell.
"""

import multiprocessing
import random
import socket
import socketserver
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from domain.delivery import message_id
from domain.message import Message, Paragraph, text
from store.deliveries import load_attempts, load_deliveries, queue_messages
from store.engine import migrate, open_database

MESSAGES, KILLS = 10_000, 20
LEASE_SECONDS, TIMEOUT_SECONDS = 0.5, 0.3
PATIENCE_SECONDS = 600  # tens of seconds where nobody else is at work
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PRELOADED = ["jobs.lanes", "channels.webhook", "store.lanes"]
SENDER = """
import sys
from datetime import timedelta
from channels.contract import Account
from channels.sending.door import Door
from channels.webhook import open_channel
from jobs.channel_accounts import OpenedChannel
from jobs.home import now
from jobs.lanes import Policy, empty_lane
from store.engine import open_database
account = Account("hook", {url!r}, ({secret!r},))
opened = OpenedChannel("hook", open_channel(account, Door(["127.0.0.1"], timeout_seconds={timeout})), ())
policy = Policy(lease_seconds={lease}, rest_seconds=(0.01,), retry=lambda attempts, name: 0.01, breaker=50)
engine = open_database({database!r})
while True:
    empty_lane(engine, opened, lambda message: {{}}, until=now() + timedelta(seconds=60), policy=policy)
"""


class FailingReceiver(socketserver.TCPServer):
    """One request in eight goes wrong; remembers what came and which answers were lost on the way.

    As little HTTP as will do, one connection at a time: what is measured is the sender.
    """

    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler, bind_and_activate=True)
        self.dice = random.Random(20261122)
        self.came: Counter[str] = Counter()
        self.bodies: dict[str, set[bytes]] = {}
        self.lost: Counter[str] = Counter()

    def finish_request(self, request: socket.socket, client_address: object) -> None:
        with suppress(OSError):  # a sender that was killed hangs up in the middle
            request.settimeout(2)
            head, body = read_request(request)
            answer = self.answer(head, body)
            if answer:
                request.sendall(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())

    def answer(self, head: str, body: bytes) -> str:
        chance = self.dice.random()
        if chance < 0.06:
            return "500 Oops"
        if chance < 0.09:
            return "503 Away\r\nRetry-After: 0"
        if chance < 0.11:
            return ""  # hangs up before it has taken anything
        name = head.partition("webhook-id: ")[2].partition("\r\n")[0]
        self.came[name] += 1
        self.bodies.setdefault(name, set()).add(body)
        if chance < 0.125:
            self.lost[name] += 1
            return ""  # has taken it, but the answer never arrives
        if chance < 0.1255:
            self.lost[name] += 1
            time.sleep(1.5 * TIMEOUT_SECONDS)
        return "204 Taken"


def read_request(peer: socket.socket) -> tuple[str, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += peer.recv(65_536) or _gone()
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += peer.recv(65_536) or _gone()
    return head.decode(), body


def _gone() -> bytes:
    raise ConnectionResetError


@pytest.fixture
def receiver() -> Iterator[FailingReceiver]:
    with FailingReceiver() as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def sending(code: str) -> Iterator[multiprocessing.Process]:
    """A sender in a process of its own, killed at the end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=exec, args=(code, {}))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


@pytest.mark.slow
def test_all_arrive_and_none_twice(tmp_path: Path, receiver: FailingReceiver) -> None:
    database = f"sqlite:///{tmp_path / 'pingti.db'}"
    engine = open_database(database)
    migrate(engine)
    at = datetime.now(UTC)
    messages = (
        Message(f"alert:{n}", "alerts", f"第{n}条", (Paragraph(text(f"厚底拖鞋 {n}")),), at)
        for n in range(MESSAGES)
    )
    assert queue_messages(engine, ((message, "hook") for message in messages), at) == MESSAGES
    code = SENDER.format(
        url=f"http://127.0.0.1:{receiver.server_address[1]}/in", secret=SECRET, timeout=TIMEOUT_SECONDS,
        lease=LEASE_SECONDS, database=database,
    )  # fmt: skip
    dice, kills = random.Random(7), 0
    in_the_air: Counter[str] = Counter()  # claimed when a sender was killed: it may have been sending them
    deadline = time.monotonic() + PATIENCE_SECONDS

    def waiting() -> bool:
        assert time.monotonic() < deadline, f"{len(receiver.came)} arrived, {kills} kills"
        return bool(load_deliveries(engine, states=("waiting", "sending"), n=1))

    while waiting():
        with sending(code) as process:
            if kills < KILLS:  # somewhere in the next twentieth of the messages
                goal = len(receiver.came) + dice.randrange(50, MESSAGES // KILLS - 100)
                while len(receiver.came) < goal and process.is_alive() and time.monotonic() < deadline:
                    time.sleep(0.001)
            else:
                while waiting() and process.is_alive():
                    time.sleep(0.1)
        kills += 1
        in_the_air.update(one.fingerprint for one in load_deliveries(engine, states=("sending",), n=MESSAGES))
    rows = load_deliveries(engine, n=2 * MESSAGES)
    names = {message_id(row.fingerprint, "hook"): row for row in rows}
    assert kills > KILLS
    assert len(rows) == MESSAGES and {row.state for row in rows} == {"sent"}
    assert set(receiver.came) == set(names), "every message arrived"
    assert all(len(bodies) == 1 for bodies in receiver.bodies.values()), "and with the same body"
    again = {names[name]: n - 1 for name, n in receiver.came.items() if n > 1}
    tried = {row: load_attempts(engine, row.id) for row in again}
    engine.dispose()
    assert receiver.lost and set(receiver.lost) <= {name for name, n in receiver.came.items() if n > 1}
    killed_over = 0
    for row, times in again.items():
        unanswered = sum("no answer" in (one.words or "") for one in tried[row])
        assert times <= unanswered + in_the_air[row.fingerprint], tried[row]
        assert [one.outcome for one in tried[row]].count("sent") == 1
        killed_over += max(times - unanswered, 0)
    assert killed_over <= KILLS, "one in the air at each kill, at most"
