"""The commands that show: what it says of your photographs, and what augmentation makes of a picture."""

from argparse import Namespace
from pathlib import Path

import numpy as np

from cifar10_cnn.checkpoint import Trained
from cifar10_cnn.checkpoint import load as load_model
from cifar10_cnn.data import load
from cifar10_cnn.photo import open_photo, to_square
from cifar10_cnn.pixels import Images, to_batch
from cifar10_cnn.predict import Answer, answer, logits
from cifar10_cnn.run import MODEL

SHOWN = 256  # pixels each way of a photograph under its heat


def predict(options: Namespace) -> None:
    """Say what each photograph shows, or that it is not known."""
    trained = load_model(options.model / MODEL)
    answers = {}
    for path in options.photos:
        small = to_square(open_photo(path), trained.about.shape[0])
        answers[path] = small, _answer(trained, small)
        print(_line(path, answers[path][1]))
    if options.picture:
        _draw(trained, answers, options.picture)


def _answer(trained: Trained, small: Images) -> Answer:
    about = trained.about
    return answer(
        logits(trained.model, to_batch(small))[0],
        about.classes,
        temperature=about.temperature,
        threshold=about.threshold,
    )


def _line(path: Path, found: Answer) -> str:
    likeliest = zip(found.names, found.probabilities, strict=True)
    return f"{path}: {found}  [{', '.join(f'{name} {share:.0%}' for name, share in likeliest)}]"


def _draw(trained: Trained, answers: dict[Path, tuple[Images, Answer]], picture: Path) -> None:
    """Draw each photograph with its heat and its likeliest names."""
    from PIL import Image

    from cifar10_cnn.gradcam import heat, spread
    from cifar10_cnn.plots import draw_answers

    photos = {}
    for path, (small, found) in answers.items():
        square = Image.fromarray(to_square(open_photo(path), SHOWN))
        heated = heat(trained.model, small, trained.about.classes.index(found.names[0]))
        photos[path.name] = small, square, spread(heated, SHOWN, SHOWN), found
    draw_answers(photos).savefig(picture)


def augment(options: Namespace) -> None:
    """Show what becomes of one training picture, epoch by epoch."""
    from cifar10_cnn import augment as augmentation
    from cifar10_cnn.plots import draw_augmented

    data = load(sample=options.sample)
    print(data.source)
    n, index = len(data.train), options.index
    if not 0 <= index < n:
        raise ValueError(f"expected --index from 0 to {n - 1}, got {index}")
    original = data.train.x[index]
    epochs = [
        np.asarray(augmentation.augment(original[None], dice[index : index + 1], options.hole))[0]
        for dice in (augmentation.draw(n, options.seed, epoch) for epoch in range(options.epochs))
    ]
    changed = sum((each != original).any() for each in epochs)
    kind = data.classes[data.train.labels[index]]
    print(f"picture {index}, {kind}: another one in {changed} of {options.epochs} epochs")
    if options.picture:
        draw_augmented(original, np.stack(epochs)).savefig(options.picture)
