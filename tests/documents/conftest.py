import sys
from pathlib import Path

# tests/browser.py serves every folder of tests; pytest puts only a test's own folder on the path.
sys.path.insert(0, str(Path(__file__).parents[1]))

from browser import chromium, page_of

__all__ = ["chromium", "page_of"]
