"""Errors as RFC 9457 problem JSON; a browser that opened a page gets a page instead."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException as AnyHTTPException

from domain.errors import PingtiError, StoreLocked
from web.headers import SAFE_HEADERS
from web.rendering import Renderer

UNPROCESSABLE = 422  # its name in http differs between Python 3.11 and 3.13


class ProblemJSON(JSONResponse):
    media_type = "application/problem+json"


def problem(status: int, detail: str, request: Request, **more: Any) -> ProblemJSON:
    """type, title, status, detail, instance, and what else helps."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
    }
    return ProblemJSON(body | more, status)


class NotFound(HTTPException):
    """404 with `detail` for programs and `said`, a Chinese sentence, for the page."""

    def __init__(self, detail: str, said: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, detail)
        self.said = said


def not_found(detail: str, said: str) -> HTTPException:
    return NotFound(detail, said)


def answer_problems(app: FastAPI, render: Renderer) -> None:
    """Let every error of `app` leave as a problem. Causes that only we can mend are not told outside."""

    def answer(request: Request, status: int, detail: str, said: str = "", **more: Any) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if wants_page and not request.url.path.startswith("/api/"):
            return render("problem.html", request, status=status, said=said, status_code=status)
        return problem(status, detail, request, **more)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, AnyHTTPException)  # noqa: S101
        told = answer(request, error.status_code, str(error.detail), getattr(error, "said", ""))
        told.headers.update(error.headers or {})
        return told

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        wrong = [{"field": ".".join(map(str, e["loc"])), "message": e["msg"]} for e in error.errors()]
        detail = "; ".join(f"{item['field']}: {item['message']}" for item in wrong)
        fields = "、".join(str(error["loc"][-1]) for error in error.errors())
        return answer(request, UNPROCESSABLE, detail, f"地址里的 {fields} 不能这样写。", errors=wrong)

    def locked(request: Request, error: Exception) -> Response:
        said = "数据正在写入，十秒后再打开。"
        told = answer(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error), said)
        told.headers["Retry-After"] = "10"
        return told

    def ours(request: Request, error: Exception) -> Response:
        return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, str(error), f"程序说：{error}")

    def database(request: Request, _: Exception) -> Response:
        detail = "The database does not answer. See /readyz"
        return answer(request, HTTPStatus.SERVICE_UNAVAILABLE, detail, "数据库没有应答，详情见 /readyz。")

    def unknown(request: Request, _: Exception) -> Response:
        detail = "Something broke here; the log of the server says what"
        said = "这里出了错，服务器日志里写着原因。"
        told = answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail, said)
        told.headers.update(SAFE_HEADERS)  # this one answers from outside the middleware
        return told

    app.add_exception_handler(AnyHTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(StoreLocked, locked)
    app.add_exception_handler(PingtiError, ours)
    app.add_exception_handler(DBAPIError, database)
    app.add_exception_handler(Exception, unknown)
