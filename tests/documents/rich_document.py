"""A document with every kind of block that Markdown has, a picture of its own, and a table too wide for a page."""

from dataclasses import replace

from picture_files import whole_png
from sample_document import HOSTILE, exhibits, rate, write_folder

from saferplan.documents.drawing import drawn
from saferplan.documents.evaluation import evaluate
from saferplan.documents.exhibits import ColumnSpec
from saferplan.documents.folder import read_folder
from saferplan.documents.tree import tree_of

TEXT = """# All kinds

Words in **bold**, *italics* and `code # $x$`, a [link](https://example.org/a?b=c&d=e#f), {{ see("shares") }},
one [to a section](#all-kinds--lists), one [to a file](exhibits/shares.csv) and one [to nowhere](#nowhere).\\
A new line; {{ rate("burglary").value }} a figure, {{ rate("burglary").value * 2 }} worked out.

![A red square](square.png)

## Lists

- first
- second
  - inside

3. third
4. fourth

> Quoted {{ hostile }}

```
#panic("no")
```

---

| Left | Right |
| --- | ---: |
| {{ hostile }} | **1** |

## Wide

{{ exhibit("wide") }}

{{ exhibit("shares") }}
"""
WIDE_COLUMNS = 20


def wide_exhibit():
    columns = [ColumnSpec("ward", "Ward"), *(ColumnSpec(f"c{n}", f"Column {n}", "count") for n in range(WIDE_COLUMNS))]
    records = [{"ward": HOSTILE, **{f"c{n}": 1000 * n for n in range(WIDE_COLUMNS)}}]
    return replace(exhibits()["league"], id="wide", columns=columns, records=records)


def rich_document(folder, text=TEXT, *, banner="Synthetic </w:t> records", **words):
    write_folder(folder, {"01-all-kinds.md": text})
    (folder / "square.png").write_bytes(whole_png())
    known = {"wide": wide_exhibit(), "shares": exhibits()["shares"]}
    vocabulary = {"exhibit": known.get, "rate": rate, "hostile": HOSTILE, **words}
    return evaluate(read_folder(folder), vocabulary, banner=banner)


def planted(document):
    return tree_of(document, drawn(document))
