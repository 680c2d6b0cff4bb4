"""The commands that show: what it says of your photographs, and what augmentation makes of a picture."""

from argparse import Namespace

import numpy as np
from PIL import Image

from cifar10_cnn.checkpoint import Trained
from cifar10_cnn.data import load
from cifar10_cnn.photo import open_photo, to_square
from cifar10_cnn.pixels import Floats, Images, to_batch
from cifar10_cnn.predict import Answer, answer, logits
from cifar10_cnn.run import load_model

SHOWN = 256  # pixels each way of a photograph under its heat


def predict(options: Namespace) -> None:
    """Say what each photograph shows, or that it is not known."""
    trained = load_model(options.model)
    rows = []
    for path in options.photos:
        photo = open_photo(path)
        small = to_square(photo, trained.about.shape[0])
        found = _answer(trained, small)
        print(f"{path}: {found}  [{_likeliest(found)}]")
        if options.picture:
            rows.append((path.name, small, *_where(trained, photo, small, found), found))
    if options.picture:
        from cifar10_cnn.plots import draw_answers

        draw_answers(rows).savefig(options.picture)


def _answer(trained: Trained, small: Images) -> Answer:
    about = trained.about
    return answer(
        logits(trained.model, to_batch(small))[0],
        about.classes,
        temperature=about.temperature,
        threshold=about.threshold,
    )


def _likeliest(found: Answer) -> str:
    pairs = zip(found.names, found.probabilities, strict=True)
    return ", ".join(f"{name} {share:.0%}" for name, share in pairs)


def _where(
    trained: Trained, photo: Image.Image, small: Images, found: Answer
) -> tuple[Image.Image, Floats]:
    """Return the photograph's middle square, and the heat of the likeliest name over it."""
    from cifar10_cnn.gradcam import heat, spread

    heated = heat(trained.model, small, trained.about.classes.index(found.names[0]))
    return Image.fromarray(to_square(photo, SHOWN)), spread(heated, SHOWN, SHOWN)


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
