"""Something done in a thread that nobody waits for when the desk is closed."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def begun(do: Callable[[], T]) -> "Future[T]":
    """Return what will be the result of `do`."""
    answer: Future[T] = Future()

    def work() -> None:
        try:
            answer.set_result(do())
        except Exception as error:  # for who asked
            answer.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return answer
