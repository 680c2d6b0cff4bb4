"""The folder of a run: one process trains into it, and an earlier run's epochs are not taken for its own."""

from pathlib import Path

import pytest

from cifar10_cnn.run import BEST, LAST, MODEL, alone, finish
from cifar10_cnn.toy import pictures
from cifar10_cnn.train import Diverged


@pytest.mark.parametrize(("anew", "left"), [(True, {MODEL}), (False, {LAST, BEST, MODEL})])
def test_a_run_begun_anew_forgets_the_old_ones_epochs(
    tmp_path: Path, anew: bool, left: set[str]
) -> None:
    """Its epochs are taken away, not the model that came of it; a run that is resumed keeps all."""
    for name in (LAST, BEST, MODEL):
        (tmp_path / name).touch()
    with alone(tmp_path, anew=anew):
        assert {file.name for file in tmp_path.iterdir()} == left


def test_two_processes_do_not_train_into_one_folder(tmp_path: Path) -> None:
    """The second is told so, and takes nothing away; when the first is done, another may."""
    with alone(tmp_path, anew=True):
        (tmp_path / BEST).touch()
        with (
            pytest.raises(ValueError, match="another process trains into"),
            alone(tmp_path, anew=True),
        ):
            pass
        assert (tmp_path / BEST).exists()
    with alone(tmp_path, anew=True):
        assert not (tmp_path / BEST).exists()


def test_where_no_epoch_was_kept_it_says_why(tmp_path: Path) -> None:
    """A validation loss that was never finite leaves no best epoch."""
    with pytest.raises(Diverged, match="no epoch had a finite validation loss"):
        finish(None, pictures(8), tmp_path, 0.05)
