"""Regions in a text that a learner edits: found where the reference has them, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_render import references

from roadmap.engine.markers import split_lines
from roadmap.engine.render import Source
from roadmap.regions import is_stub, locate_region, region_text, replace_region

STEPS = st.sets(st.integers(1, 4))
ABOVE = ["", "import os\n", "# mine\n\n", "def above():\n    return 1\n\n\n"]
BELOW = ["", "\n\n\ndef below():\n    '''Mine.'''\n    return 2\n", "# step 9: end\n"]


@st.composite
def learners(draw: st.DrawFn) -> tuple[Source, int, str, str]:
    """Draw a reference, one of its regions, a learner's text with lines around, and what stands in that region."""
    source = Source(draw(references().filter(lambda text: "begin" in text)), "a.py")
    number = draw(st.integers(0, len(source.regions) - 1))
    region = source.regions[number]
    solved = draw(STEPS)
    own = source.solution(number) if region.step in solved else source.stub(number)
    if draw(st.booleans()):
        own = [f"{region.indent}# thinking\n", *own, "\n"]
    text = draw(st.sampled_from(ABOVE)) + source.render(solved, {number: own})
    return source, number, text + draw(st.sampled_from(BELOW)), "".join(own)


@given(learners())
def test_a_region_found_is_the_region_of_the_reference(drawn: tuple[Source, int, str, str]) -> None:
    """Whatever stands around it and in it, a marked region is found, and it is the one meant."""
    source, number, text, own = drawn
    assert region_text(source, number, text) == own


@given(learners())
def test_a_region_without_markers_is_found_right_or_not_at_all(
    drawn: tuple[Source, int, str, str],
) -> None:
    """Its markers deleted, the definition's name finds a region; what is found is never another one."""
    source, number, text, own = drawn
    lines = split_lines(text)
    found = locate_region(source, number, text)
    assert found is not None
    del lines[found.stop], lines[found.start - 1]
    without = region_text(source, number, "".join(lines))
    assert without is None or _code(without) == _code(own)


@given(learners())
def test_a_region_replaced_leaves_all_else(drawn: tuple[Source, int, str, str]) -> None:
    """Putting the stub back changes the region's own lines only, with or without its markers."""
    source, number, text, _ = drawn
    found = locate_region(source, number, text)
    assert found is not None
    lines = split_lines(text)
    back = replace_region(source, number, text, source.stub(number))
    assert back is not None and is_stub(source, number, back)
    assert split_lines(back)[: found.start] == lines[: found.start]
    assert split_lines(back)[-len(lines) + found.stop :] == lines[found.stop :]
    del lines[found.stop], lines[found.start - 1]
    again = replace_region(source, number, "".join(lines), source.stub(number))
    assert again is None or _code(again) == _code(back)


@given(references(), st.text("defclas:() #stp12begin\n\r\t"))
def test_any_text_may_be_a_learners_file(reference: str, text: str) -> None:
    """No text makes it fail: what cannot be found is None."""
    source = Source(reference, "a.py")
    for number in range(len(source.regions)):
        found = locate_region(source, number, text)
        assert found is None or found.stop <= len(split_lines(text))


def _code(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and "thinking" not in line]


TWO = '''\
class Box:
    def one(self):
        """One."""
        # step 1: begin
        return 1
        # step 1: end

    def two(self):
        """Two."""
        self.calls = 0
        # step 1: begin
        return 2
        # step 1: end
'''


def test_the_second_region_is_not_taken_for_the_first() -> None:
    """With the first pair of markers gone, the pair that is left is still the second region's."""
    source = Source(TWO, "a.py")
    lines = split_lines(TWO)
    text = "".join(lines[:3] + lines[4:5] + lines[6:])
    assert locate_region(source, 0, text) == range(3, 4)
    assert region_text(source, 0, text) == "        return 1\n"
    assert region_text(source, 1, text) == "        return 2\n"


def test_methods_in_another_order_keep_their_regions() -> None:
    """A learner may sort methods anew: owners decide, not the order."""
    source = Source(TWO, "a.py")
    lines = split_lines(TWO)
    text = "".join(lines[:1] + lines[7:] + ["\n"] + lines[1:6])
    assert region_text(source, 0, text) == "        return 1\n"
    assert region_text(source, 1, text) == "        return 2\n"


@pytest.mark.parametrize(
    "text",
    [
        "class Box:\n    pass\n",  # the method is gone
        TWO.replace("# step 1: begin", "", 1).replace("class Box", "class Case"),
        TWO.replace("# step 1: begin", "", 1).replace("def one(self):", "def one(self)"),
    ],
)
def test_what_nobody_can_know_is_not_guessed(text: str) -> None:
    """Where neither markers nor names say where a region is, none is found."""
    assert locate_region(Source(TWO, "a.py"), 0, text) is None


def test_code_before_a_region_must_be_ours() -> None:
    """Without markers, a function's rest is known only where its beginning is as it was."""
    source = Source(TWO, "a.py")
    text = TWO.replace("        # step 1: begin\n", "").replace("        # step 1: end\n", "")
    assert region_text(source, 1, text) == "        return 2\n"
    assert locate_region(source, 1, text.replace("self.calls = 0", "self.calls = 1")) is None


def test_one_marker_left_is_no_code() -> None:
    """A single marker at the edge of a region belongs to the markers, not to the region."""
    source = Source(TWO, "a.py")
    text = TWO.replace("        # step 1: end\n", "", 1)
    assert region_text(source, 0, text) == "        return 1\n"
    back = replace_region(source, 0, text, source.stub(0))
    assert back == TWO.replace("return 1", 'raise NotImplementedError("step 1")')


def test_definitions_are_found_by_their_names() -> None:
    """A region that defines names is found by them, and not where others stand between."""
    ours = "# step 1: begin\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n"
    text = f"A = 1\n{ours}# step 1: stub\n# def f(): ...\n# def g(): ...\n# step 1: end\nB = 2\n"
    source = Source(text, "a.py")
    free = "A = 1\n\n\n@cached\ndef f():\n    return 7\n\n\nhelper = 3\n\n\ndef g():\n    return 8\n\n\nB = 2\n"
    found = locate_region(source, 0, free)
    assert found == range(3, 13)
    between = free.replace("helper = 3", "B = 2")
    assert locate_region(source, 0, between) is None


def test_line_ends_of_the_learner_are_kept() -> None:
    """In a text with Windows line ends, the stub has them too; a byte order mark stays."""
    source = Source(TWO, "a.py")
    text = "\ufeff" + TWO.replace("\n", "\r\n")
    back = replace_region(source, 0, text, source.stub(0))
    assert back is not None and back.startswith("\ufeffclass")
    assert back.count("\n") == back.count("\r\n") and 'NotImplementedError("step 1")\r\n' in back
    unmarked = "\ufeff" + source.render(()).replace("\n", "\r\n").replace(
        "        # step 1: begin\r\n", "", 1
    )
    assert locate_region(source, 0, unmarked) is not None


def test_a_whole_file_needs_no_markers() -> None:
    """A file that is one region is found without any."""
    source = Source("# step 1: begin\nlisten 80;\n# step 1: end\n", "site.conf")
    assert locate_region(source, 0, "listen 81;\nroot /;\n") == range(2)
    part = Source("a\n# step 1: begin\nlisten 80;\n# step 1: end\n", "site.conf")
    assert locate_region(part, 0, "a\nlisten 81;\n") is None
