"""Real data sets for the projects: looked for in one cache folder, else a sample that a package ships or makes."""

from .cifar10 import Cifar10, load_cifar10
from .dataset import DamagedFile, Dataset, DatasetProblem, RemoteFile
from .housing import Housing, load_housing
from .mnist import Mnist, load_mnist
from .sentiment import Sentence, load_sentences
from .split import Split

__all__ = [
    "Cifar10",
    "DamagedFile",
    "Dataset",
    "DatasetProblem",
    "Housing",
    "Mnist",
    "RemoteFile",
    "Sentence",
    "Split",
    "load_cifar10",
    "load_housing",
    "load_mnist",
    "load_sentences",
]
