"""The version of a note as HTTP says it: ETag in a reply, If-Match in a change."""

from __future__ import annotations

import re

from note_api.errors import VersionMissing

NO_VERSION = 0  # versions begin at 1, so it matches none


def read_if_match(header: str | None) -> int:
    """Return the version that a change is meant for; a tag that is none of ours matches no version."""
    if header is None or header.strip() == "*":
        raise VersionMissing(
            'Say which version you have read: send its ETag back, as in If-Match: "3".'
        )
    tag = re.fullmatch(r'"([1-9][0-9]{0,8})"', header.strip())
    return int(tag[1]) if tag else NO_VERSION
