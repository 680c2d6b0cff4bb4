"""Real data sets for the projects: looked for in one cache folder, else a sample that a package ships."""

from .dataset import DamagedFile, Dataset, DatasetProblem, RemoteFile
from .mnist import Mnist, Split, load_mnist
from .sentiment import Sentence, load_sentences

__all__ = [
    "DamagedFile",
    "Dataset",
    "DatasetProblem",
    "Mnist",
    "RemoteFile",
    "Sentence",
    "Split",
    "load_mnist",
    "load_sentences",
]
