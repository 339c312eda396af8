"""Memory is looked up of the right processes."""

import os
import subprocess
import sys

from tests.bench.memory import family, kept

ASLEEP = "import subprocess; subprocess.run(['sleep', '30'])"


def test_a_family_is_a_process_and_all_that_descend_from_it() -> None:
    with subprocess.Popen([sys.executable, "-c", ASLEEP]) as child:
        try:
            found = family(child.pid)
            while len(found) < 2 and child.poll() is None:
                found = family(child.pid)
            assert found[0] == child.pid
            assert set(found) < set(family(os.getpid()))
        finally:
            for pid in reversed(family(child.pid)):
                os.kill(pid, 9)


def test_memory_in_bytes() -> None:
    assert kept(os.getpid(), "VmHWM") >= kept(os.getpid(), "VmRSS") > 10_000_000
    assert kept(-1, "VmRSS") == 0
