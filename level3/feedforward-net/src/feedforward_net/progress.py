"""What people see while they wait: a line an epoch, and on a terminal a bar with the time that is left."""

from collections.abc import Iterable, Iterator
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from feedforward_net.train import Epoch


def tell(epochs: Iterable[Epoch], n_epochs: int) -> Iterator[Epoch]:
    """Print each epoch as it ends, and hand it on."""
    console = Console(highlight=False)
    columns = (
        TextColumn("epoch {task.completed} of {task.total}"),
        BarColumn(),
        TimeRemainingColumn(),
    )
    print("epoch   loss  val loss  val accuracy  seconds")
    begin = perf_counter()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=n_epochs)
        for epoch in epochs:
            console.print(
                f"{epoch.number:5}{epoch.loss:7.4f}{epoch.val_loss:10.4f}{epoch.val_accuracy:13.2%}"
                f"{perf_counter() - begin:10.1f}"
            )
            bar.update(task, completed=epoch.number)
            yield epoch
            begin = perf_counter()
