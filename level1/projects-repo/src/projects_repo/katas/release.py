"""Git Flow's release: a branch from develop, made ready, merged into main, tagged, and merged back into develop."""

from __future__ import annotations

from pathlib import Path

from projects_repo.katas.gitflow import Supporting
from projects_repo.katas.kata import WORK, Goal, Kata
from projects_repo.katas.scenario import Story

TASK = """\
Git Flow: `main` is what was released, `develop` what comes next. Version 1.1.0 was complete with “Sort the shopping
list”; “Name dishes in French”, which Grace has put on `develop` since, is for 1.2 and must not be released yet.

1. make a branch `release/1.1.0` at “Sort the shopping list”, which is `develop~1`,
2. commit on it what is missing: in recipes/__init__.py, `__version__` becomes "1.1.0"; and in recipes/shopping.py,
   where two dishes need eggs, `shopping_list` must add them up (now the last dish wins),
3. merge the branch into `main` by a merge commit, and put the annotated tag `v1.1.0` on it,
4. merge the branch into `develop`, too: version and fix are needed there as well,
5. delete the branch.
"""
INIT = '"""Recipes, for as many guests as come."""\n\n__version__ = "1.0.0"\n'
SCALE = """\
def scale(dish, guests, *, serves=4):
    return {what: amount * guests / serves for what, amount in dish.items()}
"""
SHOPPING = """\
def shopping_list(dishes):
    needed = {}
    for dish in dishes:
        for what, amount in dish.items():
            needed[what] = amount
    return needed
"""
FRENCH = 'FRENCH = {"pancakes": "crêpes"}\n'
FLOW = Supporting(
    branch="release/1.1.0",
    tag="v1.1.0",
    modules=("recipes", "recipes.shopping"),
    released=(
        ("recipes.__version__", "1.1.0"),
        ("recipes.shopping.shopping_list([{'eggs': 2}, {'eggs': 3}])", {"eggs": 5}),
        ("list(recipes.shopping.shopping_list([{'milk': 1, 'eggs': 2}]))", ["eggs", "milk"]),
    ),
    changed=("recipes/__init__.py", "recipes/shopping.py"),
    unreleased=1,
)


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Scale a recipe", {"recipes/__init__.py": INIT, "recipes/scale.py": SCALE})
    story.tag("v1.0.0", at="main")
    story.branch("develop", at="main")
    story.commit("develop", "Make a shopping list", {"recipes/shopping.py": SHOPPING})
    in_order = SHOPPING.replace("return needed", "return dict(sorted(needed.items()))")
    story.commit("develop", "Sort the shopping list", {"recipes/shopping.py": in_order})
    story.commit("develop", "Name dishes in French", {"recipes/french.py": FRENCH}, by="Grace")
    story.write(folder / WORK, on="develop")


KATA = Kata(
    "release",
    "A release, and back to develop",
    TASK,
    begin,
    (
        Goal(
            "merged", "Main grew by a merge, and is version 1.1.0 with the bug mended.", FLOW.merged
        ),
        Goal("alone", "What is for 1.2 has not come to main.", FLOW.alone),
        Goal("tagged", "The annotated tag v1.1.0 is on the merge that main is at.", FLOW.tagged),
        Goal("back", "Develop has all that was released, by a merge, and its own.", FLOW.back),
        Goal("deleted", "The release branch is gone, once it is merged.", FLOW.deleted),
    ),
    branches=("main", "develop"),
)
