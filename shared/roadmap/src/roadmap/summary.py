"""What a workflow shows of the learner's work: a table in Markdown, and a badge."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from roadmap.mine import Verdict, named, why
from roadmap.writing import write_whole

LABEL = "ml-backend-roadmap"
GREEN, YELLOW, RED = "#3fa34d", "#b58900", "#c8553d"
BAR = 12  # characters
LETTER_PX, PAD_PX = 6.5, 8  # of 11-pixel Verdana, on average; the text is fitted to it
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}: {message}">
  <title>{label}: {message}</title>
  <clipPath id="round"><rect width="{width}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="{left}" height="20" fill="#444"/>
    <rect x="{left}" width="{right}" height="20" fill="{colour}"/>
  </g>
  <g fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">
    <text x="{pad}" y="14" textLength="{label_room}" lengthAdjust="spacingAndGlyphs">{label}</text>
    <text x="{message_at}" y="14" textLength="{message_room}" lengthAdjust="spacingAndGlyphs">{message}</text>
  </g>
</svg>
"""
HEAD = """\
## My work on the roadmap

| project | steps that pass | | |
|---|--:|---|---|
"""
SHOWN = """
This is judged from the code, by upstream's tests as they stand here. Whether all of it holds shows the status badge,
which GitHub draws by itself; for a README:

```markdown
[![My work]({page}/badge.svg)]({page})
```

How far it is shows `badge.svg`, among the artefacts of this run: it is a picture of this commit, and goes no further.
"""


def table(verdicts: Sequence[Verdict], environment: Mapping[str, str] = os.environ) -> str:
    """Return the table of a summary and, on GitHub, how to show the result elsewhere."""
    text = HEAD + "".join(map(_row, verdicts))
    text += f"\n**{message(verdicts)}**\n"
    if repository := environment.get("GITHUB_REPOSITORY"):
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        text += SHOWN.format(page=f"{server}/{repository}/actions/workflows/mine.yml")
    return text


def _row(verdict: Verdict) -> str:
    full = BAR * verdict.passed // verdict.of
    says = (
        [verdict.problem] if verdict.problem else [f"{named(o)}: {why(o)}" for o in verdict.broken]
    )
    state = (
        "❌ " + "; ".join(says) if says else "✅ finished" if verdict.passed == verdict.of else "✅"
    )
    bar = "█" * full + "░" * (BAR - full)
    return f"| {verdict.work.slug} | {verdict.passed} of {verdict.of} | {bar} | {_cell(state)} |\n"


def _cell(text: str) -> str:
    """Return text that neither ends the cell nor is taken for HTML: a file of the learner's may have any name."""
    return " ".join(escape(text).replace("|", "\\|").split())


def message(verdicts: Sequence[Verdict]) -> str:
    """Say in a few words how far all of it is, and whether something is broken."""
    passed, of = sum(v.passed for v in verdicts), sum(v.of for v in verdicts)
    broken = sum(not verdict.holds for verdict in verdicts)
    return f"{passed} of {of} steps" + (f", {broken} broken" if broken else "")


def write_badge(verdicts: Sequence[Verdict], folder: Path) -> None:
    """Write badge.svg, and badge.json as the endpoint of shields.io reads it."""
    told = message(verdicts)
    is_finished = all(verdict.passed == verdict.of for verdict in verdicts)
    colour = (GREEN if is_finished else YELLOW) if all(v.holds for v in verdicts) else RED
    shield = {"schemaVersion": 1, "label": LABEL, "message": told, "color": colour}
    write_whole(folder / "badge.json", (json.dumps(shield) + "\n").encode())
    write_whole(folder / "badge.svg", draw_badge(LABEL, told, colour).encode())


def draw_badge(label: str, told: str, colour: str) -> str:
    """Draw a badge of 20 pixels height as SVG."""
    label_room, message_room = (round(len(text) * LETTER_PX) for text in (label, told))
    left, right = label_room + 2 * PAD_PX, message_room + 2 * PAD_PX
    return SVG.format(
        label=escape(label),
        message=escape(told),
        colour=colour,
        width=left + right,
        left=left,
        right=right,
        pad=PAD_PX,
        label_room=label_room,
        message_at=left + PAD_PX,
        message_room=message_room,
    )
