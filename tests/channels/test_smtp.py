"""Letters: one a recipient, the same Message-ID at every attempt, pictures in their place."""

from email import message_from_bytes, policy

import pytest

from channels import smtp
from channels.contract import Account
from channels.sending.door import Door
from domain.delivery import Retry, Sent
from domain.errors import BadSettings

FILES = {"curve.png": b"\x89PNG-picture", "周报.html": "<p>周报</p>".encode()}


def letter(raw: bytes):
    return message_from_bytes(raw, policy=policy.default)


def test_each_recipient_gets_a_letter_of_their_own(account, alert, receivers):
    with receivers.smtp() as server:
        channel = smtp.open_channel(account("smtp", server.port), Door(["127.0.0.1"]))
        parts = channel.render(alert, FILES)
        assert [channel.send(part, alert.made_at) for part in parts] == [Sent(), Sent()]
        assert isinstance(channel.send(parts[0], alert.made_at), Sent)
    (to_a, first), (to_b, second), (_, again) = server.letters
    assert (to_a, to_b) == ("a@example.com", "b@example.com")
    assert again == first
    one, two = letter(first), letter(second)
    assert one["To"] == "a@example.com" and "b@example.com" not in first.decode()
    assert one["Message-ID"].endswith("@example.com>") and one["Message-ID"] != two["Message-ID"]
    assert one["Subject"] == alert.title
    assert one["Date"].datetime == alert.made_at


def test_text_html_picture_and_attachment(account, alert):
    channel = smtp.open_channel(account("smtp"), Door())
    mail = letter(channel.render(alert, FILES)[0].body)
    text, page = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert "近2周讨论 +62%" in text and "看证据: https://pingti.example.com/e/1" in text
    assert "javascript:x" not in text
    assert 'href="https://pingti.example.com/e/1"' in page and "javascript:x" not in page
    assert "&lt;at id=" in page and "<at" not in page
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == FILES["curve.png"]
    assert f"cid:{picture['Content-ID'].strip('<>')}" in page
    (file,) = list(mail.iter_attachments())
    assert file.get_filename() == "周报.html" and file.get_content() == "<p>周报</p>"


def test_a_long_report_is_one_whole_letter(account, long_report, long_lines):
    channel = smtp.open_channel(account("smtp"), Door())
    mail = letter(channel.render(long_report, {})[0].body)
    text = mail.get_body(("plain",)).get_content()
    assert all(line in text for line in long_lines)


def test_unsubscribing(account, alert):
    one_click = Account(
        "m", "smtps://mail.example.com", ("pw",), ("a@b.cn",), "p@b.cn", "https://pingti.example.com/off"
    )
    mail = letter(smtp.open_channel(one_click, Door()).render(alert, FILES)[0].body)
    assert mail["List-Unsubscribe"] == "<https://pingti.example.com/off>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_starttls_is_taken_and_checked(account, alert, receivers, certificate):
    server_tls, client_tls = certificate
    to_local = {"look_up": lambda host, port: [(2, 1, 6, "", ("127.0.0.1", port))]}
    with receivers.smtp(tls=server_tls) as server:
        place = account("smtp", server.port, "receiver.test")
        good = smtp.open_channel(place, Door(["receiver.test"], tls=client_tls, **to_local))
        part = good.render(alert, FILES)[0]
        assert good.send(part, alert.made_at) == Sent()
        assert server.verbs[:3] == ["EHLO", "STARTTLS", "EHLO"]
        strange = smtp.open_channel(place, Door(["receiver.test"], **to_local))
        outcome = strange.send(part, alert.made_at)
        assert isinstance(outcome, Retry) and outcome.reason.startswith("TLS failed")
        assert len(server.letters) == 1


def test_a_password_is_not_sent_in_the_clear(account, alert, receivers):
    """Only a host that is allowed by name may be without TLS."""
    public = {"look_up": lambda host, port: [(2, 1, 6, "", ("127.0.0.1", port))]}
    with receivers.smtp() as server:
        gate = Door(**public)
        gate.addresses = lambda host, port: ["127.0.0.1"]
        channel = smtp.open_channel(account("smtp", server.port, "mail.example"), gate)
        outcome = channel.send(channel.render(alert, FILES)[0], alert.made_at)
        assert isinstance(outcome, Retry) and "no TLS" in outcome.reason
        assert "AUTH" not in server.verbs


@pytest.mark.parametrize(
    "wrong",
    [{"url": "https://mail.example.com"}, {"sender": ""}, {"recipients": ()}, {"recipients": ("nobody",)},
     {"secrets": ()}, {"sender": "a@b.cn\r\nBcc: x@y.cn"}],
)  # fmt: skip
def test_a_channel_that_lacks_something_says_what(wrong):
    whole = {
        "url": "smtp://u@mail.example.com",
        "sender": "p@b.cn",
        "recipients": ("a@b.cn",),
        "secrets": ("pw",),
    }
    with pytest.raises(BadSettings, match="Channel m"):
        smtp.open_channel(Account("m", **whole | wrong), Door())
