"""Writes the generated parts of the reference from the code that they describe, so that the two cannot part.

`python docs/generate.py` writes them; `python docs/generate.py --check` names those that are out of date, and fails.
A part stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`; what stands around it is written by hand.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from parts.command_line import commands_part, exit_codes_part
from parts.files import profile_fields_part, shipped_maps_part, template_formats_part, templates_part
from parts.lake import measures_part, tables_part
from parts.site import duties_part, roles_part

DOCS = Path(__file__).parent
REFERENCE, DECISIONS = DOCS / "reference", DOCS / "adr"


def main(arguments: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(description="Write the generated parts of the reference.")
    options.add_argument("--check", action="store_true", help="write nothing; fail where a part is out of date")
    check = options.parse_args(arguments).check
    stale = [path for path, text in pages() if path.read_text(encoding="utf-8") != text]
    for path in stale:
        if not check:
            path.write_text(dict(pages())[path], encoding="utf-8")
        sys.stdout.write(f"{'out of date' if check else 'written'}: {path.relative_to(DOCS.parent)}\n")
    return 1 if stale and check else 0


def pages() -> Iterator[tuple[Path, str]]:
    """Every page with generated parts, as it should be."""
    parts = {
        REFERENCE / "commands.md": ("commands", commands_part()),
        REFERENCE / "lake.md": ("tables", tables_part()),
        REFERENCE / "template.md": ("templates", templates_part()),
        REFERENCE / "files.md": ("template formats", template_formats_part()),
        REFERENCE / "exit-codes.md": ("exit codes", exit_codes_part()),
        REFERENCE / "measures.md": ("measures", measures_part()),
        REFERENCE / "profile.md": ("profile fields", profile_fields_part()),
        REFERENCE / "roles.md": ("roles", roles_part()),
        REFERENCE / "duties.md": ("duties", duties_part()),
        DECISIONS / "README.md": ("decisions", decisions_part()),
    }
    for path, (part, content) in parts.items():
        page = with_part(path.read_text(encoding="utf-8"), part, content)
        # The one page with two parts.
        yield path, with_part(page, "shipped maps", shipped_maps_part()) if path.name == "profile.md" else page


def with_part(page: str, part: str, content: str) -> str:
    """The page with the content between the part's two marks. Raises ValueError where it has no such marks."""
    start, end = f"<!-- generated: {part} -->", f"<!-- end of {part} -->"
    before, opened, rest = page.partition(start)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"the page lacks the marks of '{part}'")
    return f"{before}{start}\n\n{content.strip()}\n\n{end}{after}"


def decisions_part() -> str:
    """A line a decision, by the title of its page."""
    pages = [path for path in DECISIONS.glob("*.md") if path.name != "README.md"]
    titles = {path.name: path.read_text(encoding="utf-8").split("\n", 1)[0] for path in pages}
    return "\n".join(f"- [{title.removeprefix('# ')}]({name})" for name, title in sorted(titles.items()))


if __name__ == "__main__":
    sys.exit(main())
