"""Known answers of the signatures, and that what goes over the wire carries them."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from standardwebhooks.webhooks import Webhook

from channels import dingtalk, feishu, webhook
from channels.contract import Account, Part
from channels.sending.door import Door
from domain.errors import BadSettings


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_dingtalk():
    stamp, signature = dingtalk.sign("SECtestsecret", at(1_700_000_000))
    assert stamp == "1700000000000"
    assert signature == "7LVwF0dAF3/+MRRulbpE4y72Ogzykc6bS2nG4I99T4s="
    assert quote_plus(signature) == "7LVwF0dAF3%2F%2BMRRulbpE4y72Ogzykc6bS2nG4I99T4s%3D"


def test_feishu():
    assert feishu.sign("testsecret", at(1_700_000_000)) == (
        "1700000000",
        "AOc8oJ7//5OlQlfWC3nRL0R+IkuzcD1FKcAyibRK9Q8=",
    )


def test_standard_webhooks_on_the_wire(receivers):
    secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    with receivers.http(receivers.Reply(204, "")) as server:
        account = Account("w", f"http://127.0.0.1:{server.port}/in", (secret, f"whsec_{secret}"))
        channel = webhook.open_channel(account, Door(["127.0.0.1"]))
        part = Part("msg_p5jXN8AQM9LWM0D4loKWxJek", 1, 1, b'{"test": 2432232314}')
        channel.send(part, at(1_614_265_330))
        headers = server.requests[0].headers
        assert headers["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek"
        assert headers["webhook-timestamp"] == "1614265330"
        known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        assert headers["webhook-signature"] == f"{known} {known}"
        channel.send(part, datetime.now(UTC))
        assert Webhook(secret).verify(server.requests[1].body, server.requests[1].headers)


def test_dingtalk_on_the_wire(receivers, alert):
    with receivers.http(receivers.Reply(200, '{"errcode":0}')) as server:
        url = f"http://127.0.0.1:{server.port}/robot/send?access_token=abc"
        channel = dingtalk.open_channel(Account("d", url, ("SECtestsecret",)), Door(["127.0.0.1"]))
        channel.send(channel.render(alert, {})[0], at(1_700_000_000.25))
        query = parse_qs(urlsplit(server.requests[0].path).query)
    assert query["access_token"] == ["abc"] and query["timestamp"] == ["1700000000250"]
    digest = hmac.new(b"SECtestsecret", b"1700000000250\nSECtestsecret", hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(digest).decode()]


def test_feishu_on_the_wire(receivers, alert):
    with receivers.http(receivers.Reply(200, '{"code":0}')) as server:
        url = f"http://127.0.0.1:{server.port}/open-apis/bot/v2/hook/abc"
        channel = feishu.open_channel(Account("f", url, ("testsecret",)), Door(["127.0.0.1"]))
        channel.send(channel.render(alert, {})[0], at(1_700_000_000))
        body = json.loads(server.requests[0].body)
    assert body["timestamp"] == "1700000000"
    assert body["sign"] == "AOc8oJ7//5OlQlfWC3nRL0R+IkuzcD1FKcAyibRK9Q8="
    assert body["msg_type"] == "interactive"


@pytest.mark.parametrize("secret", ["", "not base64 at all!", "whsec_"])
def test_a_secret_that_is_none_is_refused_unrepeated(secret):
    with pytest.raises(BadSettings, match="whsec_ and the base64") as told:
        webhook.open_channel(Account("w", "https://example.com", (secret,)), Door())
    assert "not base64" not in str(told.value)
