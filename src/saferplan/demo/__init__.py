"""The demo: a partnership's assessment from figures that the package ships, with no network and no other files."""

from saferplan.demo.building import build, generate

__all__ = ["build", "generate"]
