"""Pages of the mandate: the list, the overview, the mandate itself, readiness and gates."""

from consult.consultation.web import gates, mandate, readiness
from consult.consultation.web.blueprint import blueprint
from consult.consultation.web.stages import stages

__all__ = ["blueprint", "gates", "mandate", "readiness", "stages"]
