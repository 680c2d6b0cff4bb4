"""Markers: what is one, what only looks like one, and what every malformed one is told."""

import pytest

from roadmap.engine.markers import MarkerError, comments_of, find_regions, locate


def regions(text: str, name: str = "a.py") -> list[tuple[int, int, int | None, int]]:
    return [(r.step, r.begin, r.stub, r.end) for r in find_regions(text, name)]


def test_finds_regions_in_their_order() -> None:
    """Regions come as they stand in the file, with the lines of their markers."""
    text = "# step 2: begin\nx = 1\n# step 2: stub\n# x = 0\n# step 2: end\n# step 1: begin\ny = 1\n# step 1: end\n"
    assert regions(text) == [(2, 0, 2, 4), (1, 5, None, 7)]


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        ("a.py", "# step 1: begin", "# step 1: end"),
        ("a.sql", "-- step 1: begin", "-- step 1: end"),
        ("pyproject.toml", "# step 1: begin", "# step 1: end"),
        ("compose.yaml", "  # step 1: begin", "  # step 1: end"),
        ("Dockerfile", "# step 1: begin", "# step 1: end"),
        ("Dockerfile.dev", "# step 1: begin", "# step 1: end"),
        ("nginx.conf", "    # step 1: begin", "    # step 1: end"),
        ("nginx.conf.template", "# step 1: begin", "# step 1: end"),
        (".env.example", "# step 1: begin", "# step 1: end"),
        (".flake8", "# step 1: begin", "# step 1: end"),
        (".gitattributes", "# step 1: begin", "# step 1: end"),
        ("a.ini", "; step 1: begin", "; step 1: end"),
        ("page.html", "// step 1: begin", "// step 1: end"),
        ("run.sh", "# step 1: begin", "# step 1: end"),
        ("a.html", "<!-- step 1: begin -->", "<!-- step 1: end -->"),
        ("b.html", "{# step 1: begin #}", "{# step 1: end #}"),
        ("a.js", "// step 1: begin", "// step 1: end"),
        ("b.js", "/* step 1: begin */", "/* step 1: end */"),
        ("a.css", "/* step 1: begin */", "/* step 1: end */"),
        ("a.jinja", "{# step 1: begin #}", "{# step 1: end #}"),
    ],
)
def test_reads_the_comments_of_every_language(name: str, begin: str, end: str) -> None:
    """Each language marks a region in its own comments."""
    assert regions(f"{begin}\nanything\n{end}\n", name) == [(1, 0, None, 2)]


def test_files_without_comments_hold_no_marker() -> None:
    """JSON has no comments: a marker cannot stand in it, and what looks like one on a line of its own is refused."""
    assert comments_of("data.json") == ()
    assert regions('{"a": "# step 1: begin"}\n', "data.json") == []
    with pytest.raises(MarkerError, match="written nowhere"):
        regions("# step 1: begin\n", "data.json")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.py", "## step 2: begin"),
        ("a.py", "#: step 2: end"),
        ("a.py", "# step 1: begin (the query)"),
        ("a.html", "# step 1: begin"),
        ("a.sql", "# step 1: begin"),
        ("a.yaml", "# step #1: begin"),
        ("a.toml", "// step 1: begin"),
        ("entrypoint", "# step 1: begin"),
        ("a.rb", "# step 1: end"),
    ],
)
def test_what_is_meant_as_a_marker_is_never_passed_over(name: str, line: str) -> None:
    """A solution between markers that are not read would stand in every state, so such lines are refused."""
    with pytest.raises(MarkerError, match="reads like a marker"):
        regions(f"{line}\nx = 1\n", name)


def test_prose_may_speak_of_markers() -> None:
    """A README shows them as text."""
    assert regions("# step 1: begin\n", "README.md") == []


def test_a_marker_inside_a_string_is_text() -> None:
    """Only comment tokens count in Python: a string, even of several lines, is left alone."""
    text = 'x = """\n# step 1: begin\n# step 1: end\n"""\ny = "# step 1: begin"\nz = f"""\n# step 9: stub\n{x}"""\n'
    assert regions(text) == []


def test_ordinary_comments_about_steps_are_left_alone() -> None:
    """A comment may speak of steps without being a marker."""
    assert (
        regions("# step 3 of the algorithm: begin with the last row\n# The step: end of it\n") == []
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("# step 1: begn\n", None, ""),
        ("# Step 1: begin\n", 1, "reads like a marker"),
        ("# step 1 begin\n", 1, "reads like a marker"),
        ("# step one: begin\n", 1, "reads like a marker"),
        ("# step 0: begin\n", 1, "from step 1"),
        ("#step 1: end.\n", 1, "reads like a marker"),
        ("x = 1  # step 1: begin\n", 1, "stands alone on its line"),
        ("# step 1: end\n", 1, "end without a begin"),
        ("# step 1: stub\n", 1, "stub without a begin"),
        ("x = 1\n# step 1: begin\ny = 2\n", 2, "begins here and never ends"),
        ("# step 1: begin\nx = 1\n# step 2: begin\n# step 2: end\n", 3, "do not nest"),
        ("# step 1: begin\nx = 1\n# step 2: end\n", 3, "is of step 1"),
        ("# step 1: begin\nx = 1\n# step 2: stub\n# step 1: end\n", 3, "is of step 1"),
        ("# step 1: begin\nx = 1\n  # step 1: end\n", 3, "not indented like its begin"),
        (
            "# step 1: begin\nx=1\n# step 1: stub\n# step 1: stub\n# step 1: end\n",
            4,
            "has a stub already, in line 3",
        ),
        ("# step 1: begin\n\n# step 1: end\n", 1, "is empty"),
    ],
)
def test_a_malformed_marker_is_told_in_one_located_sentence(
    text: str, line: int | None, says: str
) -> None:
    """Every way to get a marker wrong gives the file, the line and one sentence."""
    if line is None:
        assert regions(text) == []
        return
    with pytest.raises(MarkerError) as caught:
        find_regions(text, "a.py")
    assert str(caught.value).startswith(f"a.py:{line}: ")
    assert says in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_line_ends_of_windows_are_read() -> None:
    """Files with CRLF have the same regions."""
    assert regions("# step 1: begin\r\nx = 1\r\n# step 1: end\r\n") == [(1, 0, None, 2)]


def test_locates_a_region_in_a_learners_broken_file() -> None:
    """A learner's file need not parse, nor have its other markers whole, for a region to be found."""
    text = "def broken(:\n    # step 2: begin\n# step 1: begin\nx = 1\n# step 1: end\n'''\n"
    assert locate(text, "a.py", 1, 0) == range(3, 4)
    assert locate(text, "a.py", 2, 0) is None
