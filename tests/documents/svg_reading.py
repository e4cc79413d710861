"""Reads pictures back, so that tests can ask what a reader sees."""

from dataclasses import dataclass
from xml.etree import ElementTree

from saferplan.documents.charts import theme
from saferplan.documents.charts.labels import Box

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Word:
    text: str
    size: float
    box: Box
    colour: str
    is_bold: bool


def root_of(svg: str) -> ElementTree.Element:
    """Raises ParseError where the SVG is not well-formed XML."""
    return ElementTree.fromstring(svg)


def words_of(svg: str) -> list[Word]:
    return [_word(element) for element in root_of(svg).iter(f"{SVG}text")]


def texts_of(svg: str) -> list[str]:
    return [word.text for word in words_of(svg)]


def elements_of(svg: str, name: str, **attributes: str) -> list[ElementTree.Element]:
    """Elements of that name; `stroke_width="2"` asks for the attribute stroke-width."""
    wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
    return [
        element
        for element in root_of(svg).iter(f"{SVG}{name}")
        if all(element.get(key) == value for key, value in wanted.items())
    ]


def curves_of(svg: str, colour: str) -> list[list[tuple[float, float]]]:
    """The points of each unfilled curve in that colour."""
    found = elements_of(svg, "path", stroke=colour, fill="none")
    return [
        [tuple(float(number) for number in point.split(",")) for point in curve.get("d", "")[1:].split("L")]
        for curve in found
    ]


def overlapping(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts that lie over one another by more than a hair."""
    words = [word for word in words_of(svg) if word.text]
    return [
        (one.text, other.text)
        for position, one in enumerate(words)
        for other in words[position + 1 :]
        if _shrunk(one.box).overlaps(_shrunk(other.box))
    ]


def outside(svg: str, slack: float = 2) -> list[str]:
    """Texts that leave the picture."""
    root = root_of(svg)
    field = Box(-slack, -slack, float(root.get("width", 0)) + slack, float(root.get("height", 0)) + slack)
    return [word.text for word in words_of(svg) if word.text and not field.holds(word.box)]


def _word(element: ElementTree.Element) -> Word:
    text, size = element.text or "", float(element.get("font-size", 0))
    is_bold = element.get("font-weight") == "700"
    wide = theme.text_width(text, size, bold=is_bold)
    x, y = float(element.get("x", 0)), float(element.get("y", 0))
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[element.get("text-anchor", "start")]
    return Word(text, size, Box(left, y - size * 0.72, left + wide, y), element.get("fill", ""), is_bold)


def _shrunk(box: Box) -> Box:
    return Box(box.left + 1.5, box.top + 1, box.right - 1.5, box.bottom - 1)
