"""Reads a PDF as a screen reader does: its structure tree, and the words of its pages."""

import io
import re
import unicodedata
from dataclasses import dataclass, field

import pikepdf


@dataclass
class Tagged:
    """An element of the structure tree."""

    kind: str
    alternative: str = ""
    scope: str = ""
    children: list["Tagged"] = field(default_factory=list)

    def all(self, kind):
        here = [self] if self.kind == kind else []
        return here + [found for child in self.children for found in child.all(kind)]


def opened(content):
    return pikepdf.open(io.BytesIO(content))


def structure(pdf):
    return _tagged(pdf.Root.StructTreeRoot, "Root")


def _tagged(element, kind=None):
    attributes = element.get("/A", {})
    listed = [attributes] if isinstance(attributes, pikepdf.Dictionary) else list(attributes)
    scope = next((str(one["/Scope"]) for one in listed if "/Scope" in one), "")
    below = element.get("/K", [])
    below = list(below) if isinstance(below, pikepdf.Array) else [below]
    children = [_tagged(child) for child in below if isinstance(child, pikepdf.Dictionary) and "/S" in child]
    return Tagged(kind or str(element.S).lstrip("/"), str(element.get("/Alt", "")), scope.lstrip("/"), children)


def bookmarks(pdf):
    """(depth, title), in order."""
    with pdf.open_outline() as outline:
        return [entry for item in outline.root for entry in _bookmark(item, 1)]


def _bookmark(item, depth):
    return [(depth, item.title), *(entry for child in item.children for entry in _bookmark(child, depth + 1))]


def pages(pdf):
    """The words of each page without any space: where a line breaks is for the typesetter to say."""
    return ["".join(_shown(page)) for page in pdf.pages]


def squeezed(text):
    """Without spaces, and with letters for the ligatures that some fonts have: the typesetter chooses them too."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _shown(page):
    fonts = {str(name): _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    letters = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    pairs = (codes[start : start + 2] for start in range(0, len(codes), 2))
                    yield squeezed("".join(letters.get(pair, "?") for pair in pairs))


def _letters(font):
    """What each code stands for (ISO 32000-1, 9.10.3)."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    known = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            known[bytes.fromhex(code)] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letters in re.findall(r"<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*<([0-9a-f]+)>", block, re.IGNORECASE):
            for step in range(int(last, 16) - int(first, 16) + 1):
                known[(int(first, 16) + step).to_bytes(2)] = chr(int(letters, 16) + step)
    return known
