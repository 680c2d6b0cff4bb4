"""Every data set that there is. A new one is described in a module of its own and listed here."""

from .cifar10 import CIFAR10
from .dataset import Dataset
from .housing import HOUSING
from .mnist import MNIST
from .sentiment import SENTIMENT

CATALOGUE: tuple[Dataset, ...] = (MNIST, CIFAR10, HOUSING, SENTIMENT)
