"""Every data set that there is. A new one is described in a module of its own and listed here."""

from .dataset import Dataset
from .mnist import MNIST
from .sentiment import SENTIMENT

CATALOGUE: tuple[Dataset, ...] = (MNIST, SENTIMENT)
