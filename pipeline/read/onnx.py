"""Interface to ONNX Runtime: networks whose weights an installed package brings along."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.errors import EngineError

_ADVICE = "Run `make setup`."


def run(package: str, file: str, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what a network gives for an input of shape (1, 3, height, width).

    `file` is the path of the weights inside `package`, whose code is not run. One thread:
    pages, not layers, are what is done at the same time. Raises EngineError.
    """
    session = _session(package, file)
    try:
        (given,) = session.run(None, {session.get_inputs()[0].name: pixels})
    except Exception as error:  # ONNX Runtime has no error class of its own to be told by
        raise EngineError(f"The network of {package} failed on a page.") from error
    return np.asarray(given, np.float32)


def weights(package: str, file: str) -> Path:
    """Return where a file of an installed package lies; EngineError without it."""
    found = find_spec(package)
    path = Path(found.origin).parent / file if found and found.origin else None
    if path is None or not path.is_file():
        raise EngineError(f"{file} of the package {package} is missing. {_ADVICE}")
    return path


def package_version(package: str) -> str:
    """Return the version of an installed package; EngineError without it."""
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise EngineError(f"The package {package} is not installed. {_ADVICE}") from error


@cache
def _session(package: str, file: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The arena keeps 200 MB; without it a third of the time goes into asking for memory again.
    options.enable_cpu_mem_arena = True
    return onnxruntime.InferenceSession(
        str(weights(package, file)), options, providers=["CPUExecutionProvider"]
    )
