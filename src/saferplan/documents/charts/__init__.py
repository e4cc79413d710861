"""Charts: each function takes records and returns `draw(width) -> svg` for an Exhibit.

The message stands in the exhibit's title, in HTML; the picture names things where they are instead of in a legend.
"""

from saferplan.documents.charts.bars import bars
from saferplan.documents.charts.calendar import State, calendar
from saferplan.documents.charts.compared import compared_dots
from saferplan.documents.charts.dots import dots
from saferplan.documents.charts.expected import expected
from saferplan.documents.charts.funnel import funnel
from saferplan.documents.charts.heat_table import heat_table
from saferplan.documents.charts.lines import Break, lines
from saferplan.documents.charts.multiples import small_multiples
from saferplan.documents.charts.ranges import ranges
from saferplan.documents.charts.stacked import stacked_bars
from saferplan.documents.charts.yearly import yearly

__all__ = [
    "Break",
    "State",
    "bars",
    "calendar",
    "compared_dots",
    "dots",
    "expected",
    "funnel",
    "heat_table",
    "lines",
    "ranges",
    "small_multiples",
    "stacked_bars",
    "yearly",
]
