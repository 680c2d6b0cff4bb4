"""The commands as a user types them: train, evaluate, predict, and how they end."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from blocks import made_up_blocks

from house_prices.cli import COMMANDS, DEMOS, NAME, STUDIES
from house_prices.conformal import Conformal
from house_prices.data import digest, load_blocks
from house_prices.files import Saved, save
from house_prices.pipelines import make_pipeline
from roadmap_datasets import load_housing

Command = Callable[..., str]
FULL = not load_housing().is_sample
full_housing = pytest.mark.skipif(not FULL, reason="needs all of California housing")


@pytest.fixture
def model(command: Command) -> Saved:
    """A small model, saved as houses.model where the commands look for it."""
    blocks = made_up_blocks(300)
    fitted = make_pipeline("linear").fit(blocks.x, blocks.y)
    saved = Saved(
        Conformal(fitted, make_pipeline("mean").fit(blocks.x, blocks.y), 0.4, 0.9), blocks, {}
    )
    save(saved, Path("houses.model"))
    return saved


@pytest.fixture
def blocks_csv(command: Command) -> Path:
    """Five rows of a CSV, as the published file has them."""
    blocks = made_up_blocks(5, seed=9)
    blocks.x.assign(median_house_value=blocks.y * 1e5, note="as it was").to_csv(
        "in.csv", index=False
    )
    return Path("in.csv")


def priced(text: str) -> list[dict[str, str]]:
    """Read a CSV."""
    return list(csv.DictReader(io.StringIO(text)))


def test_train_says_which_data_saves_and_judges(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Training prints source, sizes, figures with intervals, and writes the model and its card."""
    monkeypatch.setattr("house_prices.train.make_spread", lambda seed: make_pipeline("mean"))
    said = command("train", "--sample", "--family", "linear").splitlines()
    assert said[0].startswith("Made-up blocks of houses: 2,000")
    assert "set aside (spatial)" in said[2]
    assert said[5].startswith("test RMSE 0.") and " in $100k" in said[5]
    assert said[-1] == "saved houses.model and houses.card.md"
    card = Path("houses.card.md").read_text()
    assert "# Model card" in card and "family linear" in card and "Not for" in card
    again = command("evaluate", "--sample").splitlines()
    assert again[-5:] == said[5:10]


def test_a_search_reports_every_trial(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --search there is a line for each trial, with its error and settings."""
    monkeypatch.setattr("house_prices.train.make_spread", lambda seed: make_pipeline("mean"))
    flags = ("--family", "ridge", "--search", "random", "--trials", "3", "--folds", "2")
    said = command("train", "--sample", *flags)
    assert said.count("trial ") == 3 and said.count("alpha ") == 3


def test_evaluate_wants_the_blocks_that_it_was_trained_on(command: Command, model: Saved) -> None:
    """A model of other blocks is refused: their test blocks might be among those it learned."""
    save(Saved(model.model, model.blocks, {"data": "0", "config": {}}), Path("houses.model"))
    said = command("evaluate", "--sample", code=1)
    assert "was trained on other blocks" in said and len(said.splitlines()) == 1


@pytest.mark.parametrize("about", [{}, {"config": {"colour": 1}}, {"config": 5}])
def test_a_model_that_says_nothing_of_its_training_is_not_judged(
    command: Command, model: Saved, about: dict[str, object]
) -> None:
    """Without its settings nobody knows which blocks were set aside."""
    data = {"data": digest(load_blocks(sample=True))}
    save(Saved(model.model, model.blocks, data | about), Path("houses.model"))
    said = command("evaluate", "--sample", code=1)
    assert "does not say how it was trained" in said and len(said.splitlines()) == 1


def test_a_promise_that_nobody_can_keep_is_said(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too few blocks for 99.99 % make every interval endless: it is said so, and the model is saved."""
    monkeypatch.setattr("house_prices.train.make_spread", lambda seed: make_pipeline("mean"))
    said = command("train", "--sample", "--family", "mean", "--coverage", "0.9999")
    assert "100.0% of the intervals are open upwards" in said and "saved houses.model" in said
    assert "promises 99.99% on average" in Path("houses.card.md").read_text()


def test_predict_adds_four_columns(command: Command, model: Saved, blocks_csv: Path) -> None:
    """Every row comes back as it was, with price, low, high and flags behind it."""
    rows = priced(command("predict", "in.csv"))
    assert len(rows) == 5 and list(rows[0])[-4:] == ["price", "low", "high", "flags"]
    given = priced(blocks_csv.read_text())
    assert [row["note"] for row in rows] == ["as it was"] * 5
    expected = model.model.predict(made_up_blocks(5, seed=9).x).price
    for row, before, price in zip(rows, given, expected, strict=True):
        assert row["longitude"] == before["longitude"]
        assert int(row["price"]) == pytest.approx(price * 1e5, abs=51)
        assert int(row["low"]) <= int(row["price"])


def test_odd_rows_get_answer_and_flag(command: Command, model: Saved, blocks_csv: Path) -> None:
    """A place far away, an unknown word and missing bedrooms are answered and flagged."""
    rows = pd.read_csv(blocks_csv)
    rows.loc[0, "longitude"] = -80.0
    rows.loc[1, "ocean_proximity"] = "NEAR LAKE"
    rows.loc[2, "total_bedrooms"] = None
    rows.to_csv("odd.csv", index=False)
    flags = [row["flags"] for row in priced(command("predict", "odd.csv"))]
    assert "outside California" in flags[0] and "no block within 30 km" in flags[0]
    assert "unknown ocean_proximity" in flags[1] and "bedrooms filled in" in flags[2]


def test_what_no_block_comes_near_is_flagged(command: Command, model: Saved) -> None:
    """Ten million rooms of one household are possible one by one, and yet nothing the model knows of."""
    row = made_up_blocks(1, seed=9).x
    row.assign(total_rooms=1e7, households=1).to_csv("vast.csv", index=False)
    (vast,) = priced(command("predict", "vast.csv"))
    assert "beyond any block seen: total_rooms, households, rooms_per_household" in vast["flags"]
    row.to_csv("usual.csv", index=False)
    (usual,) = priced(command("predict", "usual.csv"))
    assert usual["flags"] == ""


def test_no_price_is_below_nothing(command: Command, model: Saved) -> None:
    """Where a straight line leads below $0, the answer is 0 with a flag, and so are its bounds."""
    row = made_up_blocks(1, seed=9).x.assign(median_income=0.0, population=1e6)
    row.to_csv("poor.csv", index=False)
    (poor,) = priced(command("predict", "poor.csv"))
    assert [poor[name] for name in ("price", "low", "high")] == ["0", "0", "0"]
    assert "estimated below $0" in poor["flags"]


def test_prices_beyond_the_limit_are_at_least(command: Command, model: Saved) -> None:
    """Where an interval reaches $500,001 it has no upper end, and the flag says `at least`."""
    rich = made_up_blocks(1, seed=9).x.assign(median_income=15.0)
    rich.to_csv("rich.csv", index=False)
    (row,) = priced(command("predict", "rich.csv"))
    assert row["high"] == "" and "at least" in row["flags"] and row["price"] == "500000"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"longitude": 37.0, "latitude": -122.0}, "row 2: swap longitude and latitude"),
        ({"households": "inf"}, "row 2: households is inf"),
        ({"total_rooms": -3}, "row 2: total_rooms is -3"),
        ({"median_income": ""}, "row 2: median_income is missing"),
        ({"population": "many"}, "row 2: expected a number of population, got 'many'"),
    ],
)
def test_rows_that_cannot_be_are_refused(
    command: Command, model: Saved, blocks_csv: Path, change: dict[str, object], message: str
) -> None:
    """A figure that no block can have is one line on stderr that names file, row and column."""
    rows = pd.read_csv(blocks_csv, dtype=str)
    for column, value in change.items():
        rows.loc[1, column] = str(value)
    rows.to_csv("bad.csv", index=False)
    said = command("predict", "bad.csv", code=1)
    assert f"{NAME}: bad.csv: {message}" in said and len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is no table"),
        (b"\xff\xfe\x00", "is no table"),
        (b"longitude,latitude\n-122,37,9\n", "as many fields in each row"),
        (b"longitude,latitude,longitude\n-122,37,9\n", "got two of longitude"),
        (b"longitude,latitude\n-122,37\n", "expected a column for each figure; add"),
    ],
)
def test_what_is_no_table_of_blocks_is_refused(
    command: Command, model: Saved, raw: bytes, message: str
) -> None:
    """An empty file, bytes that are no text, and missing columns: one clear line each."""
    Path("bad.csv").write_bytes(raw)
    assert message in command("predict", "bad.csv", code=1)


def test_predict_writes_a_file_where_asked(
    command: Command, model: Saved, blocks_csv: Path
) -> None:
    """--out takes what would be printed."""
    printed = command("predict", "in.csv")
    assert command("predict", "in.csv", "--out", "out.csv") == ""
    assert Path("out.csv").read_text() == printed


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("predict", "no.csv"), "there is no houses.model yet"),
        (("train", "--sample", "--coverage", "2"), "expected coverage between 0 and 1"),
        (("train", "--sample", "--seed", "4294967296"), "expected a seed from 0 to 4,294,967,286"),
        (("train", "--sample", "--test-share", "0.00001"), "leaves one side of 2,000 blocks empty"),
        (("train", "--sample", "--folds", "1"), "expected 2 folds or more"),
        (("train", "--sample", "--out", "no/where.model"), "cannot save no/where.model"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    command: Command, words: tuple[str, ...], message: str
) -> None:
    """Exit code 1 and one sentence that says what was expected."""
    said = command(*words, code=1)
    assert message in said and len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [("compare", "--trials", "0"), ("compare", "--seed", "-1"), ("study", "folds", "--seed", "x")],
)
def test_a_number_that_cannot_be_is_refused_at_once(
    command: Command, words: tuple[str, ...]
) -> None:
    """Trials below 1 and seeds below 0 end before any work, with the flag's name."""
    assert f"argument {words[-2]}: " in command(*words, code=2)


def test_every_topic_has_its_function() -> None:
    """Each study and demo that the command offers is written."""
    from importlib import import_module

    for kind, topics in (("study", STUDIES), ("demo", DEMOS)):
        for topic, module in topics.items():
            assert callable(getattr(import_module(f"house_prices.{module}"), f"{kind}_{topic}"))


def test_help_is_quick_and_names_every_command() -> None:
    """`--help` imports neither scikit-learn nor pandas."""
    ask = "import sys, house_prices.cli as c; c.build_parser(); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert "'sklearn'" not in done.stdout and "'pandas'" not in done.stdout
    module = [sys.executable, "-m", "house_prices", "--help"]
    shown = subprocess.run(
        module, capture_output=True, text=True, check=True, env=os.environ | {"COLUMNS": "80"}
    ).stdout
    assert all(f"    {name} " in shown for name in COMMANDS)


@pytest.mark.full_housing
@full_housing
def test_the_real_blocks_are_as_published() -> None:
    """20,640 blocks, 207 of them without bedrooms, 965 prices clipped."""
    blocks = load_blocks()
    assert len(blocks) == 20_640 and blocks.clipped.sum() == 965
    assert blocks.x["total_bedrooms"].isna().sum() == 207
