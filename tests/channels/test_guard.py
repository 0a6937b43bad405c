"""Where a message may not go."""

import socket
import threading
import time

import pytest

from channels.sending.door import Door
from channels.sending.guard import Forbidden, checked_addresses, read_url
from domain.delivery import Retry
from domain.errors import BadSettings


def leads_to(*addresses):
    return lambda host, port: [(2, 1, 6, "", (address, port)) for address in addresses]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:127.0.0.1", "fe80::1%eth0"],
)  # fmt: skip
def test_private_addresses_are_refused_also_in_company(address):
    for answer in (leads_to(address), leads_to("93.184.216.34", address)):
        with pytest.raises(Forbidden):
            checked_addresses("hook.example", 443, (), answer)
    assert checked_addresses("hook.example", 443, ("hook.example",), leads_to(address)) == [address]


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]
)
def test_public_addresses_pass(address):
    assert checked_addresses("hook.example", 443, (), leads_to(address)) == [address]


def test_the_connection_goes_where_the_check_was_made(receivers):
    """A name that answers with a public address first and a private one a moment later leads nowhere new."""
    answers = [leads_to("127.0.0.1"), leads_to("203.0.113.9")]

    def one_after_another(host, port):
        return answers.pop(0)(host, port)

    with receivers.http(receivers.Reply(200, "seen")) as server:
        door = Door(["hook.example"], look_up=one_after_another)
        answer = door.post(f"http://hook.example:{server.port}/x", b"{}", {})
        assert answer.body == b"seen" and len(answers) == 1
        assert server.requests[0].headers["host"] == f"hook.example:{server.port}"


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/x", "https:///nohost", "https://user:pw@example.com/", "http://example.com/plain",
     "https://exa mple.com/", "https://example.com/\r\nX: y", "file:///etc/passwd",
     "https://example.com:99999/", ""],
)  # fmt: skip
def test_other_addresses_are_refused_unrepeated(url):
    with pytest.raises(BadSettings) as told:
        read_url(url)
    assert "pw" not in str(told.value) and "passwd" not in str(told.value)


def test_a_slow_drip_ends():
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        peer, _ = listener.accept()
        peer.recv(1000)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        try:
            for _ in range(40):
                peer.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            pass
        peer.close()

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = time.monotonic()
    outcome = Door(["127.0.0.1"], timeout_seconds=0.3).post(
        f"http://127.0.0.1:{listener.getsockname()[1]}/", b"", {}
    )
    assert isinstance(outcome, Retry) and "0.3 s" in outcome.reason
    assert time.monotonic() - began < 1.5
    thread.join()
    listener.close()


def test_nobody_there_and_no_such_name():
    door = Door(["127.0.0.1", "no.such.host.invalid"])
    assert "refused" in door.post("http://127.0.0.1:9/", b"", {}).reason
    unknown = door.post("http://no.such.host.invalid/", b"", {})
    assert unknown.whole_channel and "not known" in unknown.reason
