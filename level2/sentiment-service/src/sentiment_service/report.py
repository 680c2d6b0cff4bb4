"""Examine the models on the test sentences, and write down what was found: a table, and the models' card."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from roadmap_datasets import Sentence
from sentiment_service.evaluation import Paired, Score, pair
from sentiment_service.sentences import Split
from sentiment_service.weights import Name, load_model


@dataclass(frozen=True)
class Examination:
    """What a model got right of the test sentences, beside VADER."""

    name: Name
    threshold: float
    ours: Score
    vader: Score
    paired: Paired
    answered: Score  # of those of which it is sure


def examine(name: Name, split: Split, folder: Path | None = None) -> Examination:
    """Ask a model and VADER for each test sentence."""
    model = load_model(name, folder)
    opinions = model.classify([each.text for each in split.test])
    praise = [each.positive >= 0.5 for each in opinions]
    right = [said == each.positive for said, each in zip(praise, split.test, strict=True)]
    sure = [max(each.positive, 1 - each.positive) >= model.threshold for each in opinions]
    answered = [ok for ok, is_sure in zip(right, sure, strict=True) if is_sure]
    theirs = ask_vader(split)
    return Examination(
        name, model.threshold, _score(right), _score(theirs), pair(right, theirs), _score(answered)
    )


def ask_vader(split: Split) -> list[bool]:
    """Return whether VADER is right of each test sentence, with the cut that is best for it in training."""
    analyzer = SentimentIntensityAnalyzer()

    def right(sentences: Sequence[Sentence], cut: float) -> list[bool]:
        compound = [analyzer.polarity_scores(each.text)["compound"] for each in sentences]
        return [(c > cut) == each.positive for c, each in zip(compound, sentences, strict=True)]

    best = max((-0.05, 0.0, 0.05), key=lambda cut: sum(right(split.train, cut)))
    return right(split.test, best)


def table(found: Examination) -> str:
    """Say in a few lines how good a model is."""
    test = found.paired
    return f"""\
{found.name:<7} {found.ours}
VADER   {found.vader}
only ours right: {test.only_ours}, only VADER: {test.only_theirs}; McNemar's exact p = {test.p:.2g}
sure (confidence from {found.threshold:.2f}) of {found.answered.count / found.ours.count:.0%}: {found.answered}"""


def card(split: Split, examined: Sequence[Examination]) -> str:
    """Write the models' card (Mitchell et al. 2019) in Markdown."""
    tables = "\n\n".join(f"```text\n{table(each)}\n```" for each in examined)
    return CARD.format(train=len(split.train), test=len(split.test), tables=tables)


def _score(right: Sequence[bool]) -> Score:
    return Score(sum(right), len(right))


CARD = """\
# The models' card

Written by `python -m sentiment_service evaluate --card`; do not edit it by hand.

**What they are.** Both say how likely an English sentence is praise. *light* adds up a weight for each n-gram of words
and letters (65,536 hashed buckets, Naive-Bayes weights refined by logistic regression). *better* adds logistic
regression over the embedding of all-MiniLM-L6-v2. Both are calibrated (Platt) on sentences that they were not fitted
to, and say "unsure" below the confidence from which on enough of those were right: 90 % for light, 95 % for better.

**What they are for.** Short reviews of products, films and restaurants in English. Not for people: never to judge who
wrote a text, nor where a wrong answer harms somebody.

**Data.** Sentiment Labelled Sentences (Kotzias et al., KDD 2015; CC BY 4.0): 3,000 sentences from Amazon, IMDb and
Yelp, half praise and half complaint, neutral ones left out by its authors. Split by the words of the text, so that its
repeats do not cross: {train:,} to train, calibrate and choose with, {test:,} to test with.

**How good they are**, on those {test:,}, with Wilson's 95 % intervals, beside VADER with the cut that suits it best:

{tables}

**Limits.** A neutral sentence gets an answer all the same. Irony is taken at its word. Negation over a distance is
seen by the better model alone. Other languages, and texts much longer than a sentence, were never tested, and there
the confidence says little."""
