"""The model card: what a trained reader is for, what made it, and how good it was, from measured numbers."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from feedforward_net.config import Config
from feedforward_net.evaluate import Evaluation, wilson
from feedforward_net.files import write_whole
from feedforward_net.train import Epoch

USE = """\
It reads strings of handwritten digits, dark on light, one string a picture, such as account numbers and postcodes
on forms, and says where it is unsure. **Not for** letters, amounts with commas, digits that touch, crossed-out
digits, photographs of whole pages, or anything where an answer that it calls sure is acted on unseen: some of these
are wrong, too.
"""
FAILURES = """\
- Digits that touch are rejected at best, and read as one digit at worst; a 4 or 5 in loose pieces can become two.
- It has learned from digits of US forms and pupils of the 1990s: other hands write a 1 or a 7 otherwise.
- The threshold was chosen on strings drawn from validation digits. On real scans the share of wrong
  answers differs: read some hundred of your own by eye, and compare.
"""


def write_card(
    path: Path,
    config: Config,
    source: str,
    history: Sequence[Epoch],
    test: Evaluation,
    device: str,
    calibration: Mapping[str, float] | None = None,
) -> None:
    """Write `CARD.md` for a training run that has ended."""
    sections = {
        "What it is for": USE,
        "Data": f"{source}\n\n{config.validation:.0%} of the training digits were held out for every choice.",
        "Training": _training(config, history, device),
        "How good it was": _figures(history, test, calibration),
        "Known failures": FAILURES,
    }
    text = "\n\n".join(f"## {title}\n\n{body.strip()}" for title, body in sections.items())
    write_whole(path, f"# A reader of digit strings\n\n{text}\n".encode())


def _training(config: Config, history: Sequence[Epoch], device: str) -> str:
    """Say what would have to be the same to get the same bits again."""
    settings = ", ".join(f"{name} {value}" for name, value in asdict(config).items())
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy", "safetensors"))
    return (
        f"{len(history)} epochs on {device} ({platform.processor() or platform.machine()}, one thread), "
        f"Python {platform.python_version()}, {versions}.\n\nConfiguration: {settings}."
    )


def _figures(
    history: Sequence[Epoch], test: Evaluation, calibration: Mapping[str, float] | None
) -> str:
    """Say what was measured, on how many digits, and how uncertain that is."""
    low, high = wilson(test.accuracy, len(test.labels))
    lines = [
        "| | digits right (95 % interval) | loss (nats) |",
        "|---|---|---|",
        f"| test, n = {len(test.labels):,} | {test.accuracy:.2%} ({low:.2%} to {high:.2%}) | {test.loss:.4f} |",
        f"| validation, last epoch | {history[-1].val_accuracy:.2%} | {history[-1].val_loss:.4f} |",
    ]
    if calibration:
        lines += ["", f"Scores are divided by {calibration['temperature']:.3f}; "
                  f"a string is sure from {calibration['threshold']:.4f} on."]  # fmt: skip
    return "\n".join(lines)
