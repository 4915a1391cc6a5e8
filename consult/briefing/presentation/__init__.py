"""What the joint page shows: plain values and drawn charts made from one frozen edition."""

from consult.briefing.presentation.joint import Joint, joint, plotly_figure
from consult.briefing.presentation.pair import Pair, pair_of

__all__ = ["Joint", "Pair", "joint", "pair_of", "plotly_figure"]
