"""One request to an app in this process, as it would look on the wire."""

import asyncio
import json
from dataclasses import dataclass
from math import inf
from typing import Any

from starlette.types import ASGIApp, Message, Scope


@dataclass(frozen=True)
class Reply:
    """What an app answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body, read as JSON."""
        return json.loads(self.body)


async def ask(
    app: ASGIApp, method: str, path: str, content: object = None, leave_after_s: float = inf
) -> Reply:
    """Send JSON, or nothing, to the app, and return its reply; close the connection after so many seconds."""
    body = b"" if content is None else json.dumps(content).encode()
    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": headers,
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
    }
    sent: list[Message] = []
    unread = [body]
    left = asyncio.Event()
    if leave_after_s < inf:
        asyncio.get_running_loop().call_later(leave_after_s, left.set)

    async def receive() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop()}
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], told, b"".join(each.get("body", b"") for each in sent))
