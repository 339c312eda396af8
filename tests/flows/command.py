"""The command as people call it: a process of its own, with a counter of reader calls."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

SOHOA = str(Path(sys.executable).with_name("sohoa"))
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
FORM = """ĐƠN THUỐC
Họ tên: {name}
Ngày sinh: 0{number}/03/1980   Giới tính: Nữ
Chẩn đoán: Viêm phổi (J18.9)
1. Amoxicillin 500 mg   20 viên
Ngày uống 2 lần, mỗi lần 1 viên"""

READER = """#!/bin/bash
for word in "$@"; do case "$word" in -) reads=1;; --psm) reads=1;; esac; done
[ -n "$reads" ] && echo "$$" >> "{calls}"
sleep "${{READER_SLEEP:-0}}"
exec {tesseract} "$@"
"""


@dataclass
class Command:
    """`sohoa` on one home; every reader call leaves a line in `calls`."""

    home: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        programs = self.home.parent / "programs"
        programs.mkdir(parents=True, exist_ok=True)
        reader = programs / "tesseract"
        real = shutil.which("tesseract")
        reader.write_text(READER.format(calls=self.calls, tesseract=real), encoding="utf-8")
        reader.chmod(0o755)
        plain = {name: value for name, value in os.environ.items() if name[:6] != "SOHOA_"}
        self.environ = {
            **plain,
            "PATH": f"{programs}:{plain['PATH']}",
            "SOHOA_HOME": str(self.home),
            "LANG": "C.UTF-8",
            # As people's Python does: what was compiled is kept for the next command.
            "PYTHONDONTWRITEBYTECODE": "",
            # The reader as a program of its own, so that its calls can be counted.
            "SOHOA_READ_BINDING": "pytesseract",
            **self.environ,
        }

    @property
    def calls(self) -> Path:
        return self.home.parent / "calls"

    def count(self) -> int:
        """How often the reader was called to read."""
        return len(self.calls.read_text().splitlines()) if self.calls.exists() else 0

    def __call__(self, *arguments: object, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [SOHOA, *map(str, arguments)],
            env={**self.environ, **more},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )

    def start(self, *arguments: object, **more: str) -> "subprocess.Popen[str]":
        """Start it in a group of its own, to be sent signals."""
        return subprocess.Popen(
            [SOHOA, *map(str, arguments)],
            env={**self.environ, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def json(self, *arguments: object) -> Any:
        ended = self(*arguments, "--json")
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def objects(self) -> dict[str, float]:
        """Every object of the store, and when it was written."""
        store = self.home / "store"
        return {
            str(path.relative_to(store)): path.stat().st_mtime_ns
            for path in sorted(store.rglob("*"))
            if path.is_file() and "/." not in f"/{path.relative_to(store)}"
        }


def page(number: int) -> Image.Image:
    """A small form, all of it invented."""
    image = Image.new("L", (620, 420), 255)
    said = FORM.format(
        name="NGUYỄN THỊ " + "HOÀ LAN MAI CÚC ĐÀO SEN".split()[number % 6], number=number % 9 + 1
    )
    ImageDraw.Draw(image).text(
        (40, 40), said, font=ImageFont.truetype(FONT, 24), fill=0, spacing=14
    )
    return image


def write_scans(folder: Path, count: int) -> Path:
    """Write `count` scans of one page each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        page(number).save(folder / f"scan-{number}.png", dpi=(150, 150))
    return folder


def write_chart(path: Path, numbers: Sequence[int]) -> Path:
    """Write one scan of many pages."""
    first, *rest = [page(number) for number in numbers]
    first.save(path, save_all=True, append_images=rest, dpi=(150, 150))
    return path
