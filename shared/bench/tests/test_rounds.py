from pathlib import Path

import pytest
from made_up import QUICK, case

from roadmap_bench.process import Place, RunFailed
from roadmap_bench.rounds import CONTESTANTS, Limits, measure, play


def logging(word: str) -> str:
    """A command that notes that it ran, with the seed it was given."""
    return f"python -c \"open('log', 'a').write('{word} {{seed}}\\\\n'); print('right 1')\""


def log(place: Place) -> list[str]:
    return (place.folder / "log").read_text().splitlines()


def test_each_round_runs_ours_twice_and_the_peer_once(place: Place, scratch: Path) -> None:
    """A first round warms up and is thrown away; each round has a seed, which all of it are given."""
    one = case(ours=logging("ours"), peer=logging("peer"), prepare=logging("prepare"))
    played = list(play(one, place, scratch, QUICK, seed=40))
    first, *lines = log(place)
    assert first == "prepare 40"
    assert [sorted(lines[n : n + 3]) for n in range(0, len(lines), 3)] == [
        [f"ours {seed}", f"ours {seed}", f"peer {seed}"] for seed in range(40, 49)
    ]
    assert [each.seed for each in played] == list(range(41, 49))
    assert all(set(each.runs) == set(CONTESTANTS) for each in played)


def test_the_order_is_drawn_by_lot_and_by_seed(place: Place, scratch: Path) -> None:
    """Nobody always runs after the peer; the same seed draws the same order."""
    orders, few = [], Limits(rounds=4, seconds=60, least=4)
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        (scratch / name).mkdir()
        orders.append([list(each.runs) for each in play(case(), place, scratch / name, few, seed)])
    assert orders[0] == orders[1] != orders[2]
    assert len({tuple(order) for order in orders[0]}) > 2


def test_time_that_is_up_ends_it_after_the_least_rounds(place: Place, scratch: Path) -> None:
    """A case on a slow machine takes as long as it must, and no longer."""
    played = play(case(), place, scratch, Limits(rounds=100, seconds=0, least=2))
    assert len(list(played)) == 2


def test_a_fast_wrong_answer_is_void(place: Place, scratch: Path) -> None:
    """It takes a twentieth of the time, and its answer is not good enough."""
    one = case(ours="python job.py 0 0.5", peer="python job.py 0.2")
    with pytest.raises(RunFailed, match=r"^ours: right is 0.5, and at least 1 is asked for$"):
        list(play(one, place, scratch, QUICK))


@pytest.mark.parametrize("answer", ["nan", "-inf"])
def test_no_number_is_not_good_enough(answer: str, place: Place, scratch: Path) -> None:
    """An accuracy that is not a number passes no gate."""
    with pytest.raises(RunFailed, match="at least 1 is asked for"):
        list(play(case(peer=f"python job.py 0 {answer}"), place, scratch, QUICK))


def test_an_answer_that_was_not_printed_is_told(place: Place, scratch: Path) -> None:
    """By the name of the contestant, and of what is missing."""
    with pytest.raises(RunFailed, match=r"^pytest: right was not printed$"):
        list(play(case(peer="python -c pass"), place, scratch, QUICK))


def test_a_part_of_a_run_is_what_it_prints(place: Place, scratch: Path) -> None:
    """Where starting takes longer than the job, the job alone is measured; the peak is of all."""
    one = case(ours="python -c \"print('cpu_s 0.25\\nwall_s 0.5\\nright 1')\"", part=True)
    took = measure(one, "ours", place, scratch, 0)
    assert (took.cpu_s, took.wall_s) == (0.25, 0.5) and took.peak_mb > 5


@pytest.mark.parametrize(
    ("printed", "missing"), [("", "wall_s"), ("cpu_s 1", "wall_s"), ("wall_s 1", "cpu_s")]
)
def test_a_part_that_was_not_printed_is_told(
    printed: str, missing: str, place: Place, scratch: Path
) -> None:
    """The whole run never takes its place unseen."""
    one = case(ours=f"python -c \"print('right 1\\n{printed}')\"", part=True)
    with pytest.raises(RunFailed, match=f"^ours: {missing} of its part was not printed$"):
        measure(one, "ours", place, scratch, 0)


def test_a_part_need_not_know_its_cpu_time(place: Place, scratch: Path) -> None:
    """Where the wall clock decides: another process may do the work."""
    one = case(ours="python -c \"print('wall_s 0.5\\nright 1')\"", part=True, decides="wall_s")
    assert measure(one, "ours", place, scratch, 0).cpu_s is None
