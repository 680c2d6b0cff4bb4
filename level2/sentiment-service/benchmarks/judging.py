"""Judge all sentences once, and count what is right of those held out: ``judging.py light|better|vader``."""

import sys
from collections.abc import Callable, Sequence
from time import perf_counter, process_time

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from sentiment_service.sentences import load_split
from sentiment_service.weights import load_model

BATCH = 32


def ask_vader() -> Callable[[Sequence[str]], list[bool]]:
    analyzer = SentimentIntensityAnalyzer()
    return lambda texts: [analyzer.polarity_scores(text)["compound"] > 0 for text in texts]


def ask_ours(name: str) -> Callable[[Sequence[str]], list[bool]]:
    model = load_model("better" if name == "better" else "light")
    return lambda texts: [each.positive > 0.5 for each in model.classify(texts)]


def main() -> None:
    """Measure one of them, once it is loaded."""
    name = sys.argv[1]
    ask = ask_vader() if name == "vader" else ask_ours(name)
    split = load_split()
    texts = [each.text for each in (*split.train, *split.test)]
    began, cpu_began = perf_counter(), process_time()
    praise = [
        said for start in range(0, len(texts), BATCH) for said in ask(texts[start : start + BATCH])
    ]
    cpu_s = process_time() - cpu_began
    print("cpu_s", cpu_s)
    print("wall_s", perf_counter() - began)
    told = praise[len(split.train) :]
    right = sum(said == each.positive for said, each in zip(told, split.test, strict=True))
    print("accuracy", right / len(split.test))
    print(f"{1e6 * cpu_s / len(texts):.0f} us of CPU a sentence")


if __name__ == "__main__":
    main()
