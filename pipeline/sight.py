"""What a PDF page is made of: which images lie where, and what text is seen."""

from dataclasses import dataclass, field

import pikepdf

_DEEPEST = 8
_MOST_BYTES = 16 << 20
_INVISIBLE = (3, 7)  # text render modes, ISO 32000-2 table 104
_PAINTING = frozenset("f F f* B B* b b* S s sh W W* gs".split()) | {"INLINE IMAGE"}
_SHOWING = frozenset(("Tj", "TJ", "'", '"'))


@dataclass(frozen=True, slots=True)
class Placed:
    """An image and where it lies: `matrix` takes the unit square to points of the page."""

    image: pikepdf.Stream
    matrix: pikepdf.Matrix

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, lower, right and upper edge in points, the page's own axes."""
        area = self.matrix.transform(pikepdf.Rectangle(0, 0, 1, 1))
        return float(area.llx), float(area.lly), float(area.urx), float(area.ury)

    @property
    def pixels(self) -> tuple[int, int]:
        """Stored width and height."""
        return int(self.image.get("/Width", 0)), int(self.image.get("/Height", 0))


@dataclass(slots=True)
class Sight:
    """A page's images, fonts of visible text, and whether there is hidden text or drawing."""

    images: list[Placed] = field(default_factory=list)
    fonts: list[pikepdf.Object] = field(default_factory=list)
    visible: bool = False
    hidden: bool = False
    painted: bool = False


def look(page: pikepdf.Page) -> Sight:
    """Return what the page is made of, forms inside it included; nothing is decoded but its code.

    Raises pikepdf.PdfError where that is damaged. Very long code counts as drawing only.
    """
    sight = Sight()
    _Walk(sight).run(page.obj, page.resources, pikepdf.Matrix(), 0)
    return sight


@dataclass(slots=True)
class _State:
    matrix: pikepdf.Matrix
    mode: int = 0
    font: pikepdf.Object | None = None


class _Walk:
    """One pass over a page's operators, keeping as much graphics state as `Sight` needs."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight

    def run(
        self,
        code: pikepdf.Object,
        resources: pikepdf.Object,
        matrix: pikepdf.Matrix,
        depth: int,
    ) -> None:
        """Walk one content stream whose user space `matrix` takes to the page."""
        if depth > _DEEPEST or _length(code) > _MOST_BYTES:
            self.sight.painted = True
            return
        state, saved = _State(matrix), []
        for step in pikepdf.parse_content_stream(code):
            operands, name = step.operands, str(step.operator)
            if name == "q":
                saved.append(_State(state.matrix, state.mode, state.font))
            elif name == "Q":
                state = saved.pop() if saved else state
            elif name == "Do":
                self._draw(resources, str(operands[0]), state, depth)
            else:
                self._step(name, list(operands), resources, state)

    def _step(
        self, name: str, operands: list[pikepdf.Object], resources: pikepdf.Object, state: _State
    ) -> None:
        if name == "cm":
            state.matrix = pikepdf.Matrix(*(float(number) for number in operands)) @ state.matrix
        elif name == "Tr":
            state.mode = int(operands[0])
        elif name == "Tf":
            state.font = _named(resources, "/Font", str(operands[0]))
        elif name in _SHOWING:
            self._show(state)
        elif name in _PAINTING:
            self.sight.painted = True

    def _show(self, state: _State) -> None:
        if state.mode in _INVISIBLE:
            self.sight.hidden = True
            return
        self.sight.visible = True
        if state.font is not None and state.font not in self.sight.fonts:
            self.sight.fonts.append(state.font)

    def _draw(self, resources: pikepdf.Object, name: str, state: _State, depth: int) -> None:
        thing = _named(resources, "/XObject", name)
        if not isinstance(thing, pikepdf.Stream):
            raise pikepdf.PdfError("an object that the page draws is missing")
        if thing.get("/Subtype") == "/Image":
            self.sight.images.append(Placed(thing, state.matrix))
        elif thing.get("/Subtype") == "/Form":
            inner = pikepdf.Matrix(*(float(x) for x in thing.get("/Matrix", [1, 0, 0, 1, 0, 0])))
            own = thing.get("/Resources", resources)
            self.run(thing, own, inner @ state.matrix, depth + 1)


def _named(resources: pikepdf.Object, kind: str, name: str) -> pikepdf.Object | None:
    return resources.get(kind, pikepdf.Dictionary()).get(name)


def _length(code: pikepdf.Object) -> int:
    """Return the decoded bytes of a page's or a form's code."""
    if isinstance(code, pikepdf.Stream):
        return len(code.read_bytes())
    contents = code.get("/Contents", pikepdf.Array())
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return sum(len(part.read_bytes()) for part in parts)
