"""The words people read for dispositions, faults, units and states."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from consult.collection.rules import Channel, ColleagueMay, Disposition, MailKind, MailState, NextStep, Unit
from consult.collection.rules.proxy import EntryState
from consult.instrument.rules.reading import Fault, FaultCode

DISPOSITIONS = {
    Disposition.NOT_INVITED: _l("Not invited yet"),
    Disposition.NOT_ASKED: _l("Not asked"),
    Disposition.INVITED: _l("Invited, no sign yet"),
    Disposition.OPENED: _l("Opened, nothing kept yet"),
    Disposition.PARTIAL: _l("Draft begun"),
    Disposition.ANSWERED: _l("Answered"),
    Disposition.DECLINED: _l("Chose not to take part"),
    Disposition.UNREACHABLE: _l("Could not be reached"),
}
NEXT_STEPS = {
    Disposition.NOT_INVITED: _l("Find a contact and send the invitation."),
    Disposition.NOT_ASKED: _l("Nothing to do: the reason is written down."),
    Disposition.OPENED: _l("Ask whether anything stands in the way."),
    Disposition.INVITED: _l("Telephone once, in their language, and offer the short form."),
    Disposition.PARTIAL: _l("Offer to finish it together by telephone."),
    Disposition.ANSWERED: _l("Nothing to do."),
    Disposition.DECLINED: _l("Nothing to do: this is their choice."),
    Disposition.UNREACHABLE: _l("Ask other members for a new address."),
}
STEPS = {
    NextStep.REMIND: _l("Remind them by mail"),
    NextStep.CALL: _l("Telephone"),
    NextStep.OTHER_CONTACT: _l("Find another contact"),
    NextStep.INTERPRETER: _l("Arrange an interpreter"),
    NextStep.VISIT: _l("Visit, or meet at an event"),
    NextStep.ASK_NEIGHBOUR: _l("Ask a member nearby"),
}
MAIL_KINDS = {
    MailKind.INVITATION: _l("Invitation"),
    MailKind.REMINDER: _l("Reminder"),
    MailKind.CONFIRM: _l("Please confirm"),
}
MAIL_STATES = {
    MailState.WAITING: _l("Waiting"),
    MailState.SENT: _l("Sent"),
    MailState.BOUNCED: _l("Came back"),
    MailState.FAILED: _l("No server took it"),
    MailState.DROPPED: _l("No longer needed"),
}
TILES = {
    Disposition.ANSWERED: "ans",
    Disposition.PARTIAL: "dra",
    Disposition.NOT_ASKED: "dec",
    Disposition.INVITED: "ope",
    Disposition.OPENED: "ope",
    Disposition.NOT_INVITED: "non",
    Disposition.UNREACHABLE: "ret",
    Disposition.DECLINED: "dec",
}
FAULTS = {
    FaultCode.FOREIGN_CODE: _l("This is not one of the answers offered. Choose again."),
    FaultCode.FOREIGN_PART: _l("This question is not part of the consultation. Reload the page."),
    FaultCode.WRONG_SHAPE: _l("This answer could not be read. Give it again."),
    FaultCode.TOO_MANY: _l("These are too many answers. Take some away."),
    FaultCode.EXCLUSIVE: _l("One of these answers stands alone. Keep that one, or the others."),
    FaultCode.NOT_A_NUMBER: _l("Write a number in digits."),
    FaultCode.DECIMALS: _l("Write this number with %(wanted)s decimals at most."),
    FaultCode.OUT_OF_RANGE: _l("This number cannot be right. Check it."),
    FaultCode.NO_SUCH_DAY: _l("Give a day, a month and a year that exist."),
    FaultCode.WRONG_TOTAL: _l("These points add up to %(given)s. Share out %(wanted)s, no more and no less."),
    FaultCode.REQUIRED: _l("We need this answer to go on."),
    FaultCode.TOO_LONG: _l("This text is too long. Shorten it; everything you wrote is still here."),
    FaultCode.FILE_TYPE: _l("Files of this type cannot be taken. Choose a PDF, PNG, JPEG, DOCX, ODT or TXT file."),
    FaultCode.FILE_SIZE: _l("This file is larger than 5 MB. Choose a smaller one, or describe it in words."),
    FaultCode.FILE_BROKEN: _l("This file is empty or damaged, or is not what its name says. Choose another one."),
}
MAY = {
    ColleagueMay.COMMENT: _l("Read and comment"),
    ColleagueMay.EDIT: _l("Comment and change answers"),
}
AGREED_BY = {
    "one_person": _l("One person decided"),
    "management": _l("Management agreed it"),
    "board": _l("The board agreed it"),
    "members_asked": _l("Agreed after asking our members"),
    "provisional": _l("It is still provisional"),
}
CHANNELS = {
    Channel.WEB: _l("On the web"),
    Channel.FILE: _l("In an answer file"),
    Channel.FACE_TO_FACE: _l("Face to face"),
    Channel.PHONE: _l("By telephone"),
    Channel.PAPER: _l("On paper"),
    Channel.EMAIL: _l("By e-mail"),
}
ENTRY_STATES = {
    EntryState.BEGUN: _l("Begun"),
    EntryState.ASKED: _l("The member is asked to confirm it"),
    EntryState.CONFIRMED: _l("Confirmed by the member"),
    EntryState.TAKEN: _l("The member went on with it"),
    EntryState.DISPUTED: _l("The member says that it is wrong"),
}


def fault_message(fault: Fault) -> str:
    """Return what to tell whoever gave an answer that cannot be kept."""
    named = {name: format_decimal(value) for name in ("wanted", "given") if (value := getattr(fault, name)) is not None}
    words = str(FAULTS[fault.code])
    return words % named if named else words


UNITS = {
    Unit.ORGANISATION: _l("My organisation"),
    Unit.INDIVIDUAL: _l("Myself, in my own name"),
}
