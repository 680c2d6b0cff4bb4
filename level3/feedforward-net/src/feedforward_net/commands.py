"""The commands that train a reader, judge it, and read with it."""

import tempfile
from argparse import Namespace
from collections import Counter
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from feedforward_net.abstain import Calibration, risk_coverage
from feedforward_net.checkpoint import BadCheckpoint, Checkpoint, load, save
from feedforward_net.config import PRESETS, Config
from feedforward_net.data import Digits, checksum, hold_out, load_digits
from feedforward_net.device import choose_device
from feedforward_net.diverged import check
from feedforward_net.evaluate import Evaluation, evaluate_on_test, load_test, wilson
from feedforward_net.loading import split
from feedforward_net.model import Classifier
from feedforward_net.progress import tell
from feedforward_net.train import make_learner
from feedforward_net.train import train as learn

MAY_CHANGE = ("epochs", "workers", "wished_error")  # from one part of a run to the next


def train(options: Namespace) -> None:
    """Train with a line an epoch, save after each, calibrate, and judge on the test digits."""
    check_folder(options.out)
    device = choose_device(options.device)
    run = _begin(options, device)
    config, learner = run.config, run.learner
    digits = load_digits(sample=options.sample)
    data = check_data(options.resume, run, digits, sample=options.sample)
    print(f"{digits.source}\n{run.model.name}, {run.model.n_parameters:,} parameters, on {device}")
    torch.set_num_threads(1)  # small layers: more threads take longer, and change the last bits
    for epoch in tell(learn(learner, *split(digits.train, config), config), config.epochs):
        check(torch.tensor(epoch.val_loss), learner.model)  # before the good file is written over
        save(options.out, learner, config, data=data)
    _finish(options, replace(run, data=data), digits, str(device))


def _finish(options: Namespace, run: Checkpoint, digits: Digits, device: str) -> None:
    """Judge what was trained, calibrate it on validation strings, and write what it is good for."""
    from feedforward_net.card import write_card

    judged = evaluate_on_test(run.model, digits)
    print(f"test digits: {say(judged)}")
    calibration = _calibrate(run.model, digits, run.config)
    save(options.out, run.learner, run.config, calibration, run.data)
    card, history = options.out.with_name("CARD.md"), run.learner.history
    source = f"{digits.source}\n\nSHA-256 of the training files: `{run.data}`."
    write_card(card, run.config, source, history, judged, device, calibration)
    print(f"saved {place(options.out)}, and what it is good for in {card.name}")
    if options.picture:
        from feedforward_net.plots import draw_history

        draw_history(history).savefig(options.picture)


def _begin(options: Namespace, device: torch.device) -> Checkpoint:
    """Return a fresh run, or the one that was saved, with what was changed by flags."""
    if options.resume is None:
        config = replace(PRESETS[options.preset], **given(options))
        return Checkpoint(config, make_learner(config, device), None, "")
    run = load(options.resume, device=str(device))
    config = replace(run.config, **given(options))
    if config.sizes != run.config.sizes:
        run = load(options.resume, expected=config)  # says so
    if replace(config, **{name: getattr(run.config, name) for name in MAY_CHANGE}) != run.config:
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in MAY_CHANGE)
        raise ValueError(f"{options.resume}: goes on as it was begun; only {flags} may change")
    return replace(run, config=config, calibration=None)


def check_data(path: Path | None, run: Checkpoint, digits: Digits, *, sample: bool) -> str:
    """Return the checksum of the training digits; raises `ValueError` where a run learned from others.

    Among those may be what is validation or test here: all of the sample is a part of MNIST's training set.
    """
    data = checksum(digits.train)
    if run.data in ("", data):
        return data
    if sample:
        raise ValueError(f"{path}: did not learn from the sample: leave --sample out")
    if run.data == checksum(load_digits(sample=True).train):
        raise ValueError(f"{path}: learned from the sample: add --sample")
    raise ValueError(f"{path}: learned from other digits than these: {digits.source}")


def given(options: Namespace) -> dict[str, Any]:
    """Return the fields of the configuration that were typed as flags."""
    flags = {each.name: getattr(options, each.name) for each in fields(Config)}
    typed = {name: value for name, value in flags.items() if value is not None}
    return typed | ({"hidden": tuple(typed["hidden"])} if "hidden" in typed else {})


def _calibrate(model: Classifier, digits: Digits, config: Config) -> dict[str, float]:
    """Choose temperature and threshold on strings of validation digits."""
    from feedforward_net.read import calibrate

    _, held = hold_out(len(digits.train), config.validation, config.seed)
    images, labels = digits.train.__getitems__(held.tolist())
    return asdict(calibrate(model, images, labels, config.wished_error))


def evaluate(options: Namespace) -> None:
    """Judge a saved reader on the test digits, and on strings made of them."""
    from feedforward_net.forms import strings
    from feedforward_net.read import judge_strings

    run, calibration = load_reader(options)
    digits, model = load_digits(sample=options.sample), run.model
    check_data(options.model, run, digits, sample=options.sample)
    print(f"{digits.source}\n{model.name}, test digits: {say(evaluate_on_test(model, digits))}")
    forms = strings(*load_test(digits), options.n, np.random.default_rng(1))
    outcome = judge_strings(model, calibration, forms)
    states, right = Counter(outcome.status), outcome.right
    sure = torch.tensor([each == "ok" for each in outcome.status])
    wrong = int((sure & ~right).sum())
    low, high = wilson(wrong / max(1, states["ok"]), max(1, states["ok"]))
    every = float(right.double().mean())
    error = (every * (1 - every) / len(right)) ** 0.5
    print(f"{len(right):,} strings: {every:.1%} right (± {error:.1%}) if all are answered")
    print(
        f"answered {states['ok']:,}, {wrong} of them wrong ({low:.1%} to {high:.1%});"
        f" unsure {states['unsure']:,}, rejected {states['rejected']:,}"
    )
    _, risk = risk_coverage(outcome.confidence, right)
    for share in (0.2, 0.4, 0.6, 0.8, 1.0):
        print(f"of the surest {share:4.0%}  {risk[round(share * len(risk)) - 1]:6.1%} wrong")
    if options.picture:
        from feedforward_net.plots import draw_risk_coverage

        draw_risk_coverage(outcome.confidence, outcome.right, calibration).savefig(options.picture)


def read(options: Namespace) -> None:
    """Read a folder of scans into a table."""
    from feedforward_net.read import read_folder, write_table

    check_folder(options.out)
    run, calibration = load_reader(options)
    found = read_folder(options.folder, run.model, calibration, options.workers)
    readings = write_table(options.out, found)
    for reading in readings[:5]:
        print(
            f"{reading.file}  {reading.text or '-':>12}  {reading.confidence:6.1%}  {reading.status}"
        )
    states = Counter(reading.status for reading in readings)
    print(
        f"{len(readings)} scans: {states['ok']} ok, {states['unsure']} unsure,"
        f" {states['rejected']} rejected; saved {place(options.out)}"
    )
    if options.picture:
        from feedforward_net.plots import draw_readings

        draw_readings(options.folder, readings).savefig(options.picture)


def make_forms(options: Namespace) -> None:
    """Draw scans of strings of test digits, and keep the truth beside them."""
    from feedforward_net.forms import write_forms

    digits = load_digits(sample=options.sample)
    print(digits.source)
    truth = write_forms(options.folder, *load_test(digits), options.n, options.seed)
    print(f"drew {options.n} scans in {options.folder}; what they say is in {truth}")


def load_reader(options: Namespace) -> tuple[Checkpoint, Calibration]:
    """Return a finished training run and its calibration; raises `BadCheckpoint`."""
    run = load(options.model, device=str(choose_device(options.device)))
    if run.calibration is None:
        raise BadCheckpoint(
            f"{options.model}: not trained to its end; `train --resume {options.model}`"
        )
    return run, Calibration(**run.calibration)


def say(judged: Evaluation) -> str:
    """Say accuracy with its standard error, and loss."""
    return f"{judged.accuracy:.2%} right (± {judged.standard_error:.2%}), loss {judged.loss:.4f}"


def place(path: Path) -> str:
    """Say where a file is, also to whoever does not know that a bare name is in the current folder."""
    return f"{path} in the current folder" if path.parent == Path() else str(path)


def check_folder(path: Path) -> None:
    """Refuse before the work what could not be saved after it."""
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"cannot save {path}: expected a file in a folder that exists")
    tempfile.TemporaryFile(dir=path.parent).close()  # raises where nothing can be written
