"""Whether the relative links of every Markdown page lead somewhere: to a file that is there, and a heading in it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from roadmap.repository import find_root

FENCE = re.compile(r"^( *)(`{3,}|~{3,}).*?^\1?\2`*~* *$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+).+?\1")
LINK = re.compile(
    r"\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'][^)]*)?\)|^\s*\[[^\]]+\]:\s+(\S+)|(?:href|src)=\"([^\"]+)\"",
    re.MULTILINE,
)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
ANCHOR = re.compile(r"(?:id|name)=\"([^\"]+)\"")


def broken_links(root: Path) -> list[str]:
    """Return, a sentence each, the links that lead nowhere."""
    return [problem for page in _pages(root) for problem in _broken_in(page, root)]


def anchors(text: str) -> set[str]:
    """Return the anchors of a page, as GitHub makes them from its headings."""
    seen: Counter[str] = Counter()
    found = set(ANCHOR.findall(text))
    for title in HEADING.findall(FENCE.sub("", text)):
        plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", title)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def _pages(root: Path) -> Iterator[Path]:
    """Yield the pages that git knows or would take, but for the learner's own."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    for name in sorted(set(listed.split("\0"))):
        if name and not name.startswith("my/") and (root / name).is_file():
            yield root / name


def _broken_in(page: Path, root: Path) -> Iterator[str]:
    text = page.read_text("utf-8")
    prose = CODE.sub("", FENCE.sub("", text))
    for target in ("".join(groups) for groups in LINK.findall(prose)):
        if re.match(r"[a-z][a-z0-9+.-]*:|//", target):
            continue  # another site's business
        path, _, anchor = unquote(target).partition("#")
        file = (
            (root / path.lstrip("/") if path.startswith("/") else page.parent / path)
            if path
            else page
        )
        if not file.exists():
            yield f"{page.relative_to(root)} links to {target}, which is not there."
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text("utf-8")):
            yield f"{page.relative_to(root)} links to {target}, which has no such heading."


def main() -> int:
    """Print every link that leads nowhere; return the exit status."""
    found = broken_links(find_root())
    print("\n".join(found) or "Links lead somewhere.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
