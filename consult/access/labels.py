"""The words people read for roles."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.access.rules import Role

ROLE_NAMES: Mapping[Role, LazyString] = {
    Role.INDIVIDUAL_MEMBER: _l("Individual member"),
    Role.FOCAL_POINT: _l("Focal point of an organisation"),
    Role.TRANSLATOR: _l("Translator"),
    Role.INTERVIEWER: _l("Interviewer"),
    Role.CODER: _l("Coder"),
    Role.LEAD_CONSULTANT: _l("Lead consultant"),
    Role.SAFEGUARDING_LEAD: _l("Safeguarding lead"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.HOST_MEMBER: _l("Host member"),
    Role.BOARD: _l("Board"),
    Role.FACILITATOR: _l("Facilitator of the joint meeting"),
    Role.OBSERVER: _l("Observer"),
    Role.SCRUTINEER: _l("Scrutineer"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
ROLE_SIGHTS: Mapping[Role, LazyString] = {
    Role.INDIVIDUAL_MEMBER: _l("Sees their own answers, and the findings once they are published."),
    Role.FOCAL_POINT: _l("Sees their organisation's answers and contact, and the findings once they are published."),
    Role.TRANSLATOR: _l("Sees the texts assigned to them for translation, without names."),
    Role.INTERVIEWER: _l("Sees the respondents and transcripts assigned to them."),
    Role.CODER: _l("Sees the transcripts assigned to them, without names, and codes them."),
    Role.LEAD_CONSULTANT: _l(
        "Sees their coalition's answers without names, its figures once the data are frozen, "
        "and the other coalition's once both are released."
    ),
    Role.SAFEGUARDING_LEAD: _l("Sees figures, and sealed answers together with the lead consultant, never alone."),
    Role.COORDINATOR: _l("Sees contacts and who has answered, never an answer; the figures once both are released."),
    Role.HOST_MEMBER: _l("Sees contacts and who has answered in their own coalition, never an answer."),
    Role.BOARD: _l("Sees the figures of both coalitions in the moment both are released."),
    Role.FACILITATOR: _l("Sees the figures of both coalitions once both are released."),
    Role.OBSERVER: _l("Sees what is published, and nothing before."),
    Role.SCRUTINEER: _l("Sees the count of the ballot and nothing else."),
    Role.ADMINISTRATOR: _l("Keeps accounts and sees no content."),
}
