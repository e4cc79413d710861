"""The matters that the regulations require of a strategic assessment, from the reviewed file beside this."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def matters() -> list[dict[str, str]]:
    """Each matter and where this assessment answers it. England's and Wales's regulations require the same."""
    text = files("saferplan.documents.strategic_assessment").joinpath("regulations.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["matter"]
