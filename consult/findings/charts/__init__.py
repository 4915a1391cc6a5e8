"""Charts: figures that passed the disclosure gate come in; rows, table, SVG and a Plotly figure go out.

`draw` gives what templates/components/charts.html shows; `to_plotly` gives the figure as JSON-able data. Neither
needs a request or a database. A hidden cell arrives as a `Mark`, never as a number.
"""

from consult.findings.charts.draw import draw
from consult.findings.charts.drawing import Drawing, LegendEntry, Row, Table
from consult.findings.charts.figures import to_plotly
from consult.findings.charts.spec import (
    BarRow,
    Bars,
    Category,
    CommonGround,
    CommonGroundRow,
    Counts,
    Difference,
    Diverging,
    DivergingRow,
    DotRow,
    Dots,
    Group,
    Heading,
    Heat,
    HeatRow,
    Meaning,
    Point,
    Side,
    Spec,
    StackedBars,
    StackedRow,
    Value,
    Weakest,
)
from consult.findings.charts.voice import Voice

__all__ = [
    "BarRow",
    "Bars",
    "Category",
    "CommonGround",
    "CommonGroundRow",
    "Counts",
    "Difference",
    "Diverging",
    "DivergingRow",
    "DotRow",
    "Dots",
    "Drawing",
    "Group",
    "Heading",
    "Heat",
    "HeatRow",
    "LegendEntry",
    "Meaning",
    "Point",
    "Row",
    "Side",
    "Spec",
    "StackedBars",
    "StackedRow",
    "Table",
    "Value",
    "Voice",
    "Weakest",
    "draw",
    "to_plotly",
]
