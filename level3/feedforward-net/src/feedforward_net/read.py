"""Read a folder of scans into a table, and say of each string whether it is to be trusted."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.data import DataLoader

from feedforward_net.abstain import (
    Calibration,
    choose_threshold,
    fit_temperature,
    right_ones,
    status,
)
from feedforward_net.collate import Padded, collate, pad, product, unpad
from feedforward_net.datasets import PictureFolder
from feedforward_net.forms import strings
from feedforward_net.segment import BadScan, find_digits, read_digits
from feedforward_net.shapes import to_rows
from feedforward_net.workers import begin_worker, watched

BATCH = 32  # strings
DIGITS_A_STRING = 6  # validation digits for each string to choose the threshold on


@dataclass(frozen=True)
class Reading:
    """One row of the table."""

    file: str
    text: str
    confidence: float  # that the whole string is right, from 0 to 1
    status: str  # ok, unsure or rejected
    reason: str  # why it is not ok, in words


@dataclass(frozen=True)
class Outcome:
    """How a reader did on strings whose text is known; a rejected one has confidence 0 and is not right."""

    confidence: Tensor  # (n,)
    right: Tensor  # (n,) bool
    status: list[str]


@torch.no_grad()
def score(model: nn.Module, images: Tensor) -> Tensor:
    """Return the scores (N, 10) of pictures (N, 28, 28), wherever the model computes them."""
    model.eval()
    scores: Tensor = model(to_rows(images).to(next(model.parameters()).device))
    return scores.cpu()


def read_batch(model: nn.Module, digits: Padded, temperature: float) -> tuple[list[str], Tensor]:
    """Read strings of digits (N, L, 28, 28): return N texts, and how sure each is as a whole (N,).

    A string is right if all its digits are, so its confidence is the product of theirs.
    """
    # step 13: begin
    scores = score(model, digits.values.flatten(0, 1)) / temperature
    surest = scores.softmax(dim=1).reshape(*digits.mask.shape, 10).max(dim=2)
    texts = ["".join(map(str, row.tolist())) for row in unpad(Padded(surest.indices, digits.mask))]
    return texts, product(Padded(surest.values, digits.mask))
    # step 13: end


def read_folder(
    folder: Path, model: nn.Module, calibration: Calibration, workers: int = 0
) -> Iterator[Reading]:
    """Read every picture of a folder, in the order of their names; `workers` processes cut them up."""
    scans = PictureFolder(folder, read_digits)
    loader = DataLoader(
        scans, BATCH, collate_fn=collate, num_workers=workers, worker_init_fn=begin_worker
    )
    files = iter(scans.files)
    for digits, reasons in watched(loader):
        texts, confidence = read_batch(model, digits, calibration.temperature)
        for text, sure, reason in zip(texts, confidence.tolist(), reasons, strict=True):
            yield make_reading(next(files).name, text, sure, reason, calibration.threshold)


def make_reading(file: str, text: str, sure: float, reason: str, threshold: float) -> Reading:
    """Return one row: a rejected string has no text and no confidence."""
    state = status(sure, reason, threshold)
    if state == "unsure":
        reason = f"below {threshold:.3f}" if threshold <= 1 else "never sure: see train"
    return Reading(file, text, round(sure, 4) if state != "rejected" else 0.0, state, reason)


def write_table(path: Path, readings: Iterable[Reading]) -> list[Reading]:
    """Write readings to a CSV as they come; return them all."""
    written = []
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(field.name for field in fields(Reading))
        for reading in readings:
            rows.writerow(astuple(reading))
            written.append(reading)
    return written


def cut_up(
    forms: Iterable[tuple[str, NDArray[np.uint8]]],
) -> tuple[list[str], list[Tensor], list[str]]:
    """Return the truths of drawn strings, their digits, and why where there are none."""
    truths, digits, reasons = [], [], []
    for truth, scan in forms:
        try:
            found, reason = find_digits(scan), ""
        except BadScan as problem:
            found, reason = torch.zeros((0, 28, 28), dtype=torch.uint8), str(problem)
        truths.append(truth)
        digits.append(found)
        reasons.append(reason)
    return truths, digits, reasons


def judge_strings(
    model: nn.Module, calibration: Calibration, forms: Iterable[tuple[str, NDArray[np.uint8]]]
) -> Outcome:
    """Read drawn strings whose text is known, and compare."""
    truths, digits, reasons = cut_up(forms)
    texts, confidence = read_batch(model, pad(digits), calibration.temperature)
    unread = torch.tensor([bool(reason) for reason in reasons])
    states = [
        status(sure, reason, calibration.threshold)
        for sure, reason in zip(confidence.tolist(), reasons, strict=True)
    ]
    return Outcome(confidence.masked_fill(unread, 0), right_ones(texts, truths), states)


def calibrate(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    wished_error: float,
    seed: int = 0,
) -> Calibration:
    """Choose temperature and threshold on strings drawn from digits that the model has not learned from."""
    n = max(1, len(labels) // DIGITS_A_STRING)
    truths, digits, _ = cut_up(strings(images, labels, n, np.random.default_rng(seed)))
    known = [pair for pair in zip(truths, digits, strict=True) if len(pair[0]) == len(pair[1])]
    right_digits = torch.tensor([int(digit) for truth, _ in known for digit in truth])
    scores = score(model, torch.cat([each for _, each in known]))
    temperature = fit_temperature(scores, right_digits)
    texts, confidence = read_batch(model, pad(digits), temperature)
    answered = torch.tensor([len(each) > 0 for each in digits])
    right = right_ones(texts, truths)
    threshold = choose_threshold(confidence[answered], right[answered], wished_error)
    return Calibration(temperature, threshold)
