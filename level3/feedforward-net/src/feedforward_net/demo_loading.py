"""What the steps about data and training are about, shown with the sample's digits and made-up ones."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from feedforward_net.checkpoint import load, save
from feedforward_net.collate import Padded, pad, product, unpad
from feedforward_net.config import PRESETS
from feedforward_net.data import load_digits
from feedforward_net.datasets import PictureFolder
from feedforward_net.loading import as_it_is, split
from feedforward_net.sampling import BalancedSampler, EpochSampler
from feedforward_net.seeds import fingerprint
from feedforward_net.train import Epoch, make_learner, train

SHADES = " .:*#"
SHORT = replace(PRESETS["quick"], hidden=(32,), epochs=3, dropout=0.2)


def shade(picture: Tensor) -> Iterator[str]:
    """Draw a picture (H, W) of bytes in letters, two rows of pixels to a line."""
    pairs = picture.reshape(len(picture) // 2, 2, -1).float().mean(dim=1)
    for row in (pairs / 255 * (len(SHADES) - 1)).round().int().tolist():
        yield "".join(SHADES[level] for level in row).rstrip()


def loader() -> Iterator[str]:
    """Map the sample's file, and look at one digit and one batch of it."""
    digits = load_digits(sample=True).train
    file = digits.image_file
    yield f"{file.name}: {file.stat().st_size:,} bytes on disk"
    yield f"its first 16: {file.read_bytes()[:16].hex(' ', 4)}"
    yield f"{len(digits):,} digits are mapped, and none is read yet; number 7 is a {digits[7][1]}:"
    yield from shade(digits[7][0])
    first = next(iter(DataLoader(digits, batch_size=128, collate_fn=as_it_is)))
    yield f"the first batch: pictures {tuple(first[0].shape)}, labels {tuple(first[1].shape)}"


def collate() -> Iterator[str]:
    """Pad strings of one, three and two digits, and multiply what the mask leaves."""
    sure = [torch.tensor([0.98]), torch.tensor([0.9, 0.5, 0.8]), torch.tensor([0.7, 0.99])]
    with tempfile.TemporaryDirectory() as folder:
        for number, string in enumerate(sure):
            Path(folder, f"{number}.png").write_bytes(bytes(len(string)))
        files = PictureFolder(Path(folder), lambda path: (torch.zeros(0), path.name))
        yield f"{len(files)} pictures; the first is {files[0][1]}"
    padded = pad(sure)
    for values, real in zip(padded.values.tolist(), padded.mask.tolist(), strict=True):
        cells = [
            f"{value:.2f}{'' if is_real else '-'}"
            for value, is_real in zip(values, real, strict=True)
        ]
        yield "".join(f"{cell:7}" for cell in cells).rstrip()
    yield "as sure as all digits together: " + ", ".join(f"{each:.2f}" for each in product(padded))
    plain = Padded(padded.values, torch.ones_like(padded.mask))
    yield "and if padding counted:         " + ", ".join(f"{each:.2f}" for each in product(plain))
    yield f"lengths, taken apart again: {[len(each) for each in unpad(padded)]}"


def sampling() -> Iterator[str]:
    """Show the order of a few epochs, and what balancing draws."""
    places = torch.arange(8)
    for seed, epoch in ((0, 1), (0, 2), (1, 1), (0, 1)):
        sampler = EpochSampler(places, seed)
        sampler.epoch = epoch
        yield f"seed {seed}, epoch {epoch}: {list(sampler)}"
    labels = torch.tensor([0] * 90 + [1] * 10)
    drawn = labels[list(BalancedSampler(torch.arange(100), 0, labels))]
    yield f"labels: 90 zeros, 10 ones; balanced: {(drawn == 0).sum()} zeros, {(drawn == 1).sum()} ones"


def training() -> Iterator[str]:
    """Train a small network on the sample, by the loop of step 11."""
    digits = load_digits(sample=True)
    yield digits.source.splitlines()[0]
    yield "epoch   loss  val loss  val accuracy"
    for epoch in train(make_learner(SHORT), *split(digits.train, SHORT), SHORT):
        yield line(epoch)


def checkpoint() -> Iterator[str]:
    """Train three epochs at once, and again with a file between the second and the third."""
    digits = load_digits(sample=True).train
    whole = make_learner(SHORT)
    *_, last = train(whole, *split(digits, SHORT), SHORT)
    yield f"at once:     {line(last)}   weights {fingerprint(whole.model)}"
    begun = make_learner(SHORT)
    reports = train(begun, *split(digits, SHORT), SHORT)
    next(reports), next(reports)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "run.safetensors")
        save(file, begun, SHORT)
        size = file.stat().st_size
        torch.manual_seed(1234)  # somebody else draws numbers meanwhile
        run = load(file)
    (last,) = train(run.learner, *split(digits, SHORT), run.config)
    yield f"in two goes: {line(last)}   weights {fingerprint(run.model)}"
    yield f"between them: a file of {size:,} bytes"


def line(epoch: Epoch) -> str:
    """Set one report in columns."""
    return f"{epoch.number:5}{epoch.loss:7.4f}{epoch.val_loss:10.4f}{epoch.val_accuracy:13.2%}"


DEMOS: dict[str, Callable[[], Iterator[str]]] = {
    "loader": loader,
    "collate": collate,
    "sampling": sampling,
    "training": training,
    "checkpoint": checkpoint,
}
