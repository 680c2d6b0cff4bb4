"""States of a text: properties of every reference, and what a skeleton may not lose."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.engine.markers import MarkerError, find_regions, locate, split_lines
from roadmap.engine.render import ALL, NONE, Source, size

WORDS = st.text("abcxyz", min_size=1, max_size=6)


@st.composite
def references(draw: st.DrawFn) -> str:
    """Draw a Python reference: functions, generators and constants, some of them regions of steps 1 to 4."""
    pieces: list[str] = []
    for number in range(draw(st.integers(1, 6))):
        step = draw(st.integers(1, 4))
        kind = draw(st.sampled_from(["plain", "body", "generator", "async", "constant", "method"]))
        secret = f"solution_{number}_of_{step}"
        begin, end = f"# step {step}: begin", f"# step {step}: end"
        if kind == "plain":
            pieces.append(f"def plain_{number}():\n    return {number}\n")
        elif kind == "constant":
            pieces.append(
                f"{begin}\nNAME_{number} = '{secret}'\n# step {step}: stub\n# NAME_{number} = 'stub_{number}'\n{end}\n"
            )
        elif kind == "method":
            pieces.append(
                f"class C{number}:\n    {begin}\n    def m(self):\n        return '{secret}'\n"
                f"    # step {step}: stub\n    # def m(self):\n    #     raise NotImplementedError\n    {end}\n"
            )
        else:
            opening = "async def" if kind == "async" else "def"
            word = "yield" if kind in ("generator", "async") else "return"
            pieces.append(
                f"{opening} f{number}(n):\n    '''Doc.'''\n    {begin}\n    {word} '{secret}'\n    {end}\n"
            )
        pieces.append("\n" * draw(st.integers(0, 2)))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return "".join(pieces).replace("\n", newline)


STEPS = st.sets(st.integers(1, 4))


@given(references())
def test_the_last_state_is_the_reference_without_its_stubs(text: str) -> None:
    """With everything solved, only stub lines are missing."""
    stubs = {
        number
        for region in find_regions(text, "a.py")
        if region.stub is not None
        for number in range(region.stub, region.end)
    }
    kept = [line for number, line in enumerate(split_lines(text)) if number not in stubs]
    assert Source(text, "a.py").render(ALL) == "".join(kept)


@given(references(), STEPS)
def test_no_state_holds_a_foreign_solution_or_a_stub_line(text: str, solved: set[int]) -> None:
    """A state shows the solutions of its own steps only, and no commented-out stub."""
    state = Source(text, "a.py").render(solved)
    assert ": stub" not in state
    for step in range(1, 5):
        assert (f"_of_{step}'" in state) == (step in solved and f"_of_{step}'" in text)


@given(references(), STEPS, STEPS)
def test_a_steps_text_does_not_depend_on_the_others(
    text: str, one: set[int], other: set[int]
) -> None:
    """The region of a step reads the same whichever other steps are solved."""
    source = Source(text, "a.py")
    first, second = source.render(one), source.render(other)
    for step in source.steps:
        if (step in one) == (step in other):
            count = sum(region.step == step for region in source.regions)
            for ordinal in range(count):
                assert _lines(first, step, ordinal) == _lines(second, step, ordinal)


@given(
    references(),
    STEPS,
    st.lists(st.sampled_from(["", "# mine", "mine = 1"]), max_size=4),
    st.integers(0, 30),
)
def test_a_region_in_a_learners_file_is_the_references_after_edits_around_it(
    text: str, solved: set[int], added: list[str], where: int
) -> None:
    """Lines that a learner adds at the top or the end move a region without losing it."""
    source = Source(text, "a.py")
    state = split_lines(source.render(solved))
    newline = "\r\n" if "\r\n" in text else "\n"
    own = [line + newline for line in added]
    learners = "".join([*own, *state, *own]) if where % 2 else "".join([*state, *own])
    seen: dict[int, int] = {}
    for number, region in enumerate(source.regions):
        ordinal = seen.setdefault(region.step, 0)
        seen[region.step] += 1
        expected = source.solution(number) if region.step in solved else source.stub(number)
        assert _lines(learners, region.step, ordinal) == expected


def _lines(text: str, step: int, ordinal: int) -> list[str]:
    found = locate(text, "a.py", step, ordinal)
    assert found is not None
    return split_lines(text)[found.start : found.stop]


@given(references(), STEPS)
def test_every_state_parses(text: str, solved: set[int]) -> None:
    """No choice of solved steps makes a file that Python cannot read."""
    ast.parse(Source(text, "a.py").render(solved))


def test_the_stub_of_a_generator_stays_a_generator() -> None:
    """The stub of an asynchronous generator raises and then yields, so that the function keeps its kind."""
    source = Source("async def f():\n    # step 7: begin\n    yield 1\n    # step 7: end\n", "a.py")
    assert source.render(NONE) == (
        'async def f():\n    # step 7: begin\n    raise NotImplementedError("step 7")\n    yield\n    # step 7: end\n'
    )


def test_an_inner_generator_does_not_make_the_stub_yield() -> None:
    """A yield in a nested function belongs to that one."""
    text = "def f():\n    # step 1: begin\n    def g():\n        yield 1\n    return g\n    # step 1: end\n"
    assert "    yield\n" not in Source(text, "a.py").render(NONE)


def test_an_explicit_stub_is_uncommented_at_its_indentation() -> None:
    """Stub lines lose their comment sign and keep what is indented in them."""
    text = (
        "class A:\n    # step 1: begin\n    x = 1\n    # step 1: stub\n    # x: int\n    #\n    # def f(self):\n"
        "    #     pass\n    # step 1: end\n"
    )
    assert Source(text, "a.py").render(NONE) == (
        "class A:\n    # step 1: begin\n    x: int\n\n    def f(self):\n        pass\n    # step 1: end\n"
    )


@pytest.mark.parametrize(
    ("name", "text", "stubbed"),
    [
        (
            "a.sql",
            "-- step 1: begin\nSELECT 1;\n-- step 1: stub\n-- SELECT 0;\n-- step 1: end\n",
            "SELECT 0;",
        ),
        (
            "a.yaml",
            "a:\n  # step 1: begin\n  b: 1\n  # step 1: stub\n  # b: 0\n  # step 1: end\n",
            "  b: 0",
        ),
        ("Dockerfile", "# step 1: begin\nRUN a\n# step 1: stub\n# RUN b\n# step 1: end\n", "RUN b"),
        (
            "a.html",
            "<!-- step 1: begin -->\n<p>a\n<!-- step 1: stub -->\n<!-- <p>b -->\n<!-- step 1: end -->\n",
            "<p>b",
        ),
        ("a.js", "// step 1: begin\na()\n// step 1: stub\n// b()\n// step 1: end\n", "b()"),
        (
            "a.j2",
            "{# step 1: begin #}\n{{ a }}\n{# step 1: stub #}\n{# {{ b }} #}\n{# step 1: end #}\n",
            "{{ b }}",
        ),
    ],
)
def test_stubs_of_other_languages(name: str, text: str, stubbed: str) -> None:
    """A stub in another language is uncommented in that language's way."""
    rendered = Source(text, name).render(NONE).splitlines()
    assert stubbed in rendered
    assert len(rendered) == len(text.splitlines()) - 2


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("# step 1: begin\nNAME = 1\n# step 1: end\n", 2, "loses the name NAME"),
        (
            "import x\n# step 1: begin\nclass A: ...\n# step 1: stub\n# pass\n# step 1: end\n",
            3,
            "loses the name A",
        ),
        (
            "class A:\n    a = 1\n    # step 1: begin\n    def m(self): ...\n    # step 1: end\n"
            "    n = property(lambda s: s.m())\n",
            4,
            "loses the name A.m",
        ),
        ("# step 1: begin\nA = 1\n# step 1: stub\n# A = = 1\n# step 1: end\n", 2, "does not parse"),
        (
            "# step 1: begin\nA = 1\n# step 1: stub\nA = 2\n# step 1: end\n",
            4,
            "is a comment at the marker's indentation",
        ),
        (
            "# step 1: begin\nasync def f(): ...\n# step 1: stub\n# def f(): ...\n# step 1: end\n",
            2,
            "turns the asynchronous function f into a function",
        ),
        (
            "class A:\n    # step 1: begin\n    @property\n    def f(self): ...\n"
            "    # step 1: stub\n    # def f(self): ...\n    # step 1: end\n",
            4,
            "turns the property function A.f into a function",
        ),
        (
            "def f():\n    # step 1: begin\n    a = 1\n    # step 1: end\n    return a\n",
            2,
            "binds a, which f uses after it",
        ),
        (
            "if x:\n    # step 1: begin\n    a = 1\nb = 2\n    # step 1: end\n",
            2,
            "whole statements of one block",
        ),
        (
            "def f(a):\n    if a:\n        g()\n        # step 1: begin\n    return 2\n        # step 1: end\n",
            4,
            "are not indented like what they hold",
        ),
        (
            "import contextlib\n# step 1: begin\n@contextlib.contextmanager\ndef f():\n    yield 1\n"
            "# step 1: stub\n# def f():\n#     yield\n# step 1: end\n",
            4,
            "turns the contextmanager generator f into a generator",
        ),
        (
            "# step 1: begin\nasync def f(): ...\n# step 1: stub\n# f = None\n# step 1: end\n",
            2,
            "f into a value",
        ),
        ("x = [\n# step 1: begin\n1,\n# step 1: end\n]\n", 2, "whole statements of one block"),
        (
            "def f(:\n    # step 1: begin\n    a\n    # step 1: end\n",
            1,
            "the reference does not parse",
        ),
    ],
)
def test_a_skeleton_that_breaks_is_told_in_one_located_sentence(
    text: str, line: int, says: str
) -> None:
    """A region whose stub would break the file is refused where it stands."""
    with pytest.raises(MarkerError) as caught:
        Source(text, "a.py")
    assert str(caught.value).startswith(f"a.py:{line}: ")
    assert says in str(caught.value)


def test_size_counts_code_only() -> None:
    """Blank lines and comments of a region are not counted."""
    source = Source(
        "def f():\n    # step 1: begin\n    a = 1\n\n    # why\n    return a\n    # step 1: end\n",
        "a.py",
    )
    assert size(source, 1) == 2


def test_a_toml_skeleton_parses() -> None:
    """A region may not leave an array open."""
    text = 'a = [\n# step 1: begin\n  "b",\n]\n# step 1: end\n'
    with pytest.raises(MarkerError, match="its skeleton does not parse"):
        Source(text, "pyproject.toml")
