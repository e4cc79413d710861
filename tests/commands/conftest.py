import sys
from pathlib import Path

# tests/tiny_lake.py serves several folders of tests; pytest puts only a test's own folder on the path.
sys.path.insert(0, str(Path(__file__).parents[1]))
