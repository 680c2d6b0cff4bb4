"""A model on disk: what comes back, and what is refused before anything of it is built or run."""

import hashlib
import io
import json
import pickle
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import skops.io
from blocks import made_up_blocks
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor
from sklearn.utils import Bunch

from house_prices.conformal import Conformal
from house_prices.data import Blocks, digest
from house_prices.files import ABOUT, BLOCKS, MODEL, BadModel, Saved, load, save
from house_prices.pipelines import FAMILIES, make_pipeline
from house_prices.schema import FEATURES
from house_prices.trees import find_parts

BLOCKS_80 = made_up_blocks(80)
SMALL = {
    "boosted": {"model__max_iter": 3},
    "forest": {"model__n_estimators": 2},
    "ours": {
        "model__boosted__max_iter": 2,
        "model__forest__n_estimators": 2,
        "model__placeless__trees__max_iter": 2,
    },
}
SAVE_AND_DIE = """
import resource, signal, sys
from pathlib import Path
from house_prices.files import load, save
path = Path(sys.argv[1])
saved = load(path)
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # which Python ignores
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
save(saved, path)
"""


@pytest.fixture(scope="module")
def blocks() -> Blocks:
    """Some made-up blocks."""
    return BLOCKS_80


def saved(blocks: Blocks, family: str = "linear") -> Saved:
    """Return a small model of a family with an interval."""
    model = make_pipeline(family).set_params(**SMALL.get(family, {})).fit(blocks.x, blocks.y)
    spread = make_pipeline("mean").fit(blocks.x, blocks.y)
    return Saved(Conformal(model, spread, 1.5, 0.9), blocks, {"config": {"seed": 7}})


@pytest.fixture
def path(tmp_path: Path, blocks: Blocks) -> Path:
    """A good file."""
    save(saved(blocks), tmp_path / "houses.model")
    return tmp_path / "houses.model"


def change(path: Path, **members: bytes | None) -> None:
    """Replace members of the file by name; the checksums in the description follow."""
    names = {"about": ABOUT, "model": MODEL, "blocks": BLOCKS}
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held |= {names[name]: data for name, data in members.items() if data is not None}
    if "about" not in members:
        about = json.loads(held[ABOUT])
        about["sha256"] = {name: hashlib.sha256(held[name]).hexdigest() for name in (MODEL, BLOCKS)}
        held[ABOUT] = json.dumps(about).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)


def describe(path: Path, **changes: object) -> None:
    """Change the description of the file."""
    with zipfile.ZipFile(path) as archive:
        about = json.loads(archive.read(ABOUT))
    change(path, about=json.dumps(about | changes).encode())


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_comes_back_with_the_same_answers(
    family: str, blocks: Blocks, tmp_path: Path
) -> None:
    """What was saved answers to the bit as before, with its interval, blocks and description."""
    before = saved(blocks, family)
    save(before, tmp_path / "m")
    after = load(tmp_path / "m")
    one, two = before.model.predict(blocks.x), after.model.predict(blocks.x)
    assert one.price.tobytes() == two.price.tobytes() and one.low.tobytes() == two.low.tobytes()
    assert after.blocks.x.equals(blocks.x) and (after.blocks.y == blocks.y).all()
    assert after.about == {"config": {"seed": 7}}
    assert [each.name for each in tmp_path.iterdir()] == ["m"]


def test_a_file_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    """The message says which command makes the file."""
    with pytest.raises(BadModel, match=r"there is no .*none yet: `house-prices train --out"):
        load(tmp_path / "none")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(path: Path, share: float) -> None:
    """A file that ends too early is no model."""
    raw = path.read_bytes()
    path.write_bytes(raw[: int(share * len(raw))])
    with pytest.raises(BadModel, match=r"houses\.model: not a model"):
        load(path)


def test_a_damaged_byte_is_noticed(path: Path) -> None:
    """A byte that changed, anywhere, is an error or changes no answer."""
    raw, before = path.read_bytes(), load(path).model.predict(load(path).blocks.x).price
    for place in range(0, len(raw), len(raw) // 40):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0x55]) + raw[place + 1 :])
        try:
            found = load(path)
        except BadModel:
            continue
        np.testing.assert_array_equal(found.model.predict(found.blocks.x).price, before)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "house-prices 0"}, "is of format"),
        ({"scikit-learn": "0.1"}, "was saved with scikit-learn '0.1'"),
        ({"columns": ["rooms"]}, "knows other columns"),
        ({"sha256": {MODEL: "0", BLOCKS: "0"}}, "is damaged"),
    ],
)
def test_another_version_is_refused(path: Path, changes: dict[str, object], message: str) -> None:
    """Format, scikit-learn, columns and checksums must be those that this program writes."""
    describe(path, **changes)
    with pytest.raises(BadModel, match=message):
        load(path)


class Trap:
    """Unpickling it would run code of its own."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return exec, ("raise SystemExit('code from the file was run')",)


@pytest.mark.parametrize("raw", [pickle.dumps(Trap()), b"seven", b"\x89PNG\r\n"])
def test_a_pickle_in_place_of_the_file_is_never_run(path: Path, raw: bytes) -> None:
    """A hostile pickle, text or a picture is no model, and nothing of it is run."""
    path.write_bytes(raw)
    with pytest.raises(BadModel, match="not a model that this program saved"):
        load(path)
    save(saved(made_up_blocks(30)), path)
    change(path, model=raw)
    with pytest.raises(BadModel, match="not a model that this program saved"):
        load(path)


def test_pickled_blocks_are_never_run(path: Path) -> None:
    """An array of objects among the blocks is refused before its pickle can run."""
    file = io.BytesIO()
    trap = np.array([Trap()], dtype=object)
    np.savez(file, price=trap, **dict.fromkeys(FEATURES, trap))
    change(path, blocks=file.getvalue())
    with pytest.raises(BadModel, match="not a model"):
        load(path)


def test_a_type_that_no_price_model_needs_is_refused(path: Path) -> None:
    """A file that asks for any other class, here this test's own, builds nothing."""
    change(path, model=skops.io.dumps(Trap.__new__(Trap)))
    with pytest.raises(BadModel, match="holds what no price model needs|not a model"):
        load(path)


def test_another_model_is_refused(path: Path) -> None:
    """A harmless estimator that gives no prices with an interval is refused by its name."""
    change(path, model=skops.io.dumps(LogisticRegression()))
    with pytest.raises(BadModel, match="holds LogisticRegression, expected a model"):
        load(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [("left", 60_000), ("left", 0), ("right", 60_000), ("feature_idx", 900), ("is_categorical", 1)],
)
def test_a_tree_that_leads_outside_itself_is_refused(
    path: Path, blocks: Blocks, field: str, value: int
) -> None:
    """scikit-learn would follow a node's numbers blindly: beyond the end, in a circle, or to no column."""
    boosted = saved(blocks, "boosted")
    boosted.model.model.named_steps["model"]._predictors[0][0].nodes[field][0] = value
    save(boosted, path)
    with pytest.raises(BadModel, match="not a model that this program saved") as refusal:
        load(path)
    assert "a tree" in str(refusal.value.__cause__) or "leads" in str(refusal.value.__cause__)


def test_a_tree_that_no_model_owns_up_to_is_refused(path: Path, blocks: Blocks) -> None:
    """A single tree, beside a decoy of a forest that says it has checked one, crashed the process."""
    model = saved(blocks, "forest").model.model
    forest = model.named_steps["model"]
    (one, decoy), leaf = forest.estimators_, np.array([-1])
    state = one.tree_.__getstate__()
    state["nodes"]["left_child"][0] = 10**6
    one.tree_.__setstate__(state)
    decoy = clone(forest)
    decoy.estimators_ = [Bunch(tree_=Bunch(children_left=leaf, children_right=leaf, feature=leaf))]
    decoy.n_features_in_ = 1
    model.steps[-1] = ("model", one)
    model.named_steps["prepare"].decoy = decoy
    save(
        Saved(Conformal(model, make_pipeline("mean").fit(blocks.x, blocks.y), 1, 0.9), blocks, {}),
        path,
    )
    with pytest.raises(BadModel, match="not a model that this program saved"):
        load(path)


def test_columns_that_boosted_trees_change_are_refused(path: Path, blocks: Blocks) -> None:
    """A preprocessor inside of them runs after the columns were counted: fewer could reach the trees."""
    hostile = saved(blocks, "boosted")
    hostile.model.model["model"]._preprocessor = StandardScaler()
    save(hostile, path)
    with pytest.raises(BadModel) as refusal:
        load(path)
    assert "change their columns" in str(refusal.value.__cause__)


def test_an_estimator_of_no_family_is_refused(path: Path, blocks: Blocks) -> None:
    """What skops trusts is not all that is safe: an estimator that no family uses is named and refused."""
    hostile = saved(blocks)
    tree = DecisionTreeRegressor(max_depth=1).fit([[0.0], [1.0]], [0.0, 1.0])
    hostile.model.model.named_steps["prepare"].extra = tree
    save(hostile, path)
    with pytest.raises(BadModel) as refusal:
        load(path)
    assert "DecisionTreeRegressor belongs to no family" in str(refusal.value.__cause__)


def test_shared_parts_are_looked_at_once() -> None:
    """A list that holds a list twice, which holds a list twice, 60 deep, has 61 parts and not 2 to the 60."""
    nest: list[object] = []
    for _ in range(60):
        nest = [nest, nest]
    assert len(list(find_parts(nest))) == 61


@pytest.mark.parametrize(
    "spoil",
    [
        lambda model: setattr(model["model"], "coef_", np.full(3, 1.0)),
        lambda model: setattr(model["model"], "coef_", model["model"].coef_ * np.nan),
        lambda model: delattr(model["prepare"]["fill"], "share_"),
    ],
)
def test_a_model_that_cannot_answer_is_refused(
    path: Path, blocks: Blocks, spoil: Callable[[Pipeline], None]
) -> None:
    """Loading asks for one price, so that no command stumbles over a broken model later."""
    broken = saved(blocks)
    spoil(broken.model.model)
    save(broken, path)
    with pytest.raises(BadModel, match="not a model that this program saved"):
        load(path)


def test_neighbours_of_other_columns_are_refused(path: Path, blocks: Blocks) -> None:
    """scikit-learn compares rows with the saved ones without a look at how wide those are."""
    hostile = saved(blocks, "neighbours")
    model = hostile.model.model["model"]
    model._fit_X = np.ascontiguousarray(model._fit_X[:, :2])
    save(hostile, path)
    with pytest.raises(BadModel, match="not a model that this program saved"):
        load(path)


@pytest.mark.parametrize(
    "broken",
    [
        BLOCKS_80[:0],
        Blocks(BLOCKS_80.x, BLOCKS_80.y[:3], ""),
        Blocks(BLOCKS_80.x.assign(longitude=np.nan), BLOCKS_80.y, ""),
        Blocks(BLOCKS_80.x, BLOCKS_80.y * np.inf, ""),
    ],
)
def test_blocks_that_are_not_whole_are_refused(path: Path, broken: Blocks) -> None:
    """No blocks, fewer prices than rows, and figures that are missing or endless: the map could not use them."""
    save(Saved(load(path).model, broken, {}), path)
    with pytest.raises(BadModel, match="not a model that this program saved"):
        load(path)


@pytest.mark.parametrize(
    "other",
    [
        Blocks(BLOCKS_80.x, BLOCKS_80.y + 1e-9, ""),
        Blocks(BLOCKS_80.x.assign(population=BLOCKS_80.x["population"] + 1), BLOCKS_80.y, ""),
        Blocks(BLOCKS_80.x.assign(ocean_proximity="ISLAND"), BLOCKS_80.y, ""),
        Blocks(BLOCKS_80.x[::-1], BLOCKS_80.y[::-1], ""),
    ],
)
def test_other_blocks_have_another_digest(other: Blocks) -> None:
    """One price, figure, word or the order that differs is another digest: `evaluate` relies on it."""
    assert digest(BLOCKS_80) == digest(made_up_blocks(80)) != digest(other)


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    """The message says that a file was expected, and not that the folder is damaged."""
    with pytest.raises(BadModel, match="expected a file"):
        load(tmp_path)


def test_killed_while_saving_it_keeps_the_old_file(path: Path) -> None:
    """A process that is killed when it has written half of a model leaves the old one whole."""
    before = path.read_bytes()
    limit = str(len(before) // 2)  # bytes
    done = subprocess.run([sys.executable, "-c", SAVE_AND_DIE, str(path), limit])
    assert done.returncode == -signal.SIGXFSZ
    assert path.read_bytes() == before


@pytest.mark.parametrize("inside", [None, MODEL, BLOCKS])
def test_what_unpacks_to_gigabytes_is_not_unpacked(path: Path, inside: str | None) -> None:
    """An archive that claims to unpack to 2 GB is refused before it is unpacked, also one in the archive."""
    with zipfile.ZipFile(path) as archive:
        raw = bytearray(archive.read(inside) if inside else path.read_bytes())
    place = raw.index(b"PK\x01\x02") + 24  # of the size in the archive's table of contents
    raw[place : place + 4] = (2**31 - 1).to_bytes(4, "little")
    if inside:
        change(path, **{"model" if inside == MODEL else "blocks": bytes(raw)})
    else:
        path.write_bytes(raw)
    with pytest.raises(BadModel, match=r"unpacks to more than 1,073,741,824 bytes"):
        load(path)
