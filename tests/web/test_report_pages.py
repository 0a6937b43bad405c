import pytest


def test_the_report_is_served_as_it_was_written(client):
    answer = client.get("/reports/2026-W46")
    assert answer.text == "<!doctype html><title>周报</title><p>2026-W46"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("form", "begins"), [("md", b"# 2026-W46"), ("xlsx", b"PK")])
def test_downloads_come_as_files(client, form, begins):
    answer = client.get(f"/reports/2026-W46.{form}")
    assert answer.content.startswith(begins)
    assert answer.headers["content-disposition"] == f'attachment; filename="pingti-2026-W46.{form}"'


@pytest.mark.parametrize("address", ["/reports/2026-W46", "/reports/2026-W46.xlsx", "/api/v1/reports"])
def test_an_unchanged_report_is_not_sent_again(client, address):
    first = client.get(address)
    tag = first.headers["etag"]

    again = client.get(address, headers={"if-none-match": f'"other", W/{tag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/reports/2030-W01", "pingti report --week 2030-W01"),
        ("/reports/2026-W44", "is gone"),
        ("/reports/2026-W45", "is gone"),
        ("/reports/2026-W45.xlsx", "was not written as xlsx"),
        ("/reports/2026-W46.exe", "was not written as exe"),
        ("/reports/..%2Fsecret", "no report"),
    ],
)
def test_what_cannot_be_served_is_a_404_problem(client, address, why):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 404
    assert problem["title"] == "Not Found"
    assert problem["type"] == "about:blank"
    assert why in problem["detail"] or problem["detail"] == "Not Found"
    assert "secret" not in answer.text.replace("..%2Fsecret", "").replace("../secret", "")


def test_the_list_leads_to_each_form(client):
    page = client.get("/reports").text
    assert 'href="/reports/2026-W46?lang=zh-CN"' in page
    assert 'href="/reports/2026-W46.xlsx?lang=zh-CN"' in page
