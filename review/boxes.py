"""Boxes as addresses and forms have them: `left,top,right,bottom` as fractions of the page."""

from fastapi import HTTPException

from models.geometry import Box


def edges(box: Box | None) -> str:
    """Return a box as text; empty for none."""
    every = (box.left, box.top, box.right, box.bottom) if box else ()
    return ",".join(f"{edge:.6f}" for edge in every)


def boxed(text: str) -> Box:
    """Return the box of a text; HTTPException 422 where it is none."""
    try:
        left, top, right, bottom = map(float, text.split(","))
        return Box(left, top, right, bottom)
    except ValueError as error:
        raise HTTPException(422) from error
