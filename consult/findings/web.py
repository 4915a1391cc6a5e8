"""Pages of one strand's findings, before anybody else may read them."""

from __future__ import annotations

from functools import partial
from importlib.resources import files

from flask import Blueprint, abort, jsonify, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, for_everyone, signed_in
from consult.access.rules import Permission
from consult.coding.rules.attributes import SAFETY
from consult.consultation.labels import MODES
from consult.consultation.policy import scope_of
from consult.consultation.queries import StrandView, in_language
from consult.consultation.rules import StrandState
from consult.findings.policy import strand_scope, this_consultation, this_strand
from consult.findings.presentation import Words, board, plotly_figure, said, tag, theme_evidence, words_of
from consult.findings.presentation.flips import flips_view
from consult.findings.presentation.method import annex
from consult.findings.presentation.parity import parity_view
from consult.findings.presentation.within import asked_within, within_view
from consult.findings.queries import strand_findings
from consult.findings.queries.lattice import within_kept
from consult.findings.queries.method import method_records
from consult.findings.queries.parity import strand_parity
from consult.findings.queries.strand import kept_findings
from consult.shared.database import db

blueprint = Blueprint("findings", __name__)


def words_for(asked: StrandView) -> Words:
    """Return a strand's findings with their words in the reader's language."""
    return words_of(db.session(), strand_findings(db.session(), asked.id), tag())


@blueprint.get("/strands/<strand_id>/findings", endpoint="board")
@allow(Permission.READ_OWN_FINDINGS, on=strand_scope)
def show_board(strand_id: str) -> ResponseReturnValue:
    """Show everything that may be read of a strand whose data are frozen."""
    asked = this_strand()
    title = in_language(asked.title, tag())
    where = [(title, url_for("consultation.overview", consultation_id=asked.consultation_id)), (_("Findings"), None)]
    if not asked.has(StrandState.FROZEN):
        may = signed_in().may(Permission.READ_COVERAGE, scope_of(asked))
        return render_template(
            "findings/not_yet.html", title=_("Findings"), strand=asked, where=where, may_read_coverage=may
        )
    if asked.records_destroyed_on:
        return destroyed(asked, where)
    words = words_for(asked)
    shown, tried = board(words, request.args.get("by", "region")), flips_view(db.session(), words)
    others = [one for one in this_consultation().strands if one.id != asked.id]
    return render_template(
        "findings/board.html",
        title=_("What members could live with") if words.asks_what_is_acceptable else _("Findings"),
        strand=asked,
        where=where,
        board=shown,
        flips=tried,
        sections=[*tried.contents, *shown.contents],
        said=said,
        modes=MODES,
        theme_url=partial(url_for, "findings.theme", strand_id=asked.id),
        may_release=signed_in().may(Permission.RELEASE_STRAND, scope_of(asked)),
        others_released=all(one.has(StrandState.RELEASED) for one in others),
    )


@blueprint.get("/strands/<strand_id>/findings/method", endpoint="method")
@allow(Permission.READ_OWN_FINDINGS, on=strand_scope)
def show_method(strand_id: str) -> ResponseReturnValue:
    """Show how a strand's findings were made, as reporting standards ask for it."""
    asked = this_strand()
    where = behind_the_board(asked)
    if asked.records_destroyed_on:
        return destroyed(asked, where)
    words = words_for(asked)
    codes, members = [*words.found.codes, SAFETY], words.found.coverage.members
    return render_template(
        "findings/annex.html",
        title=_("Method annex"),
        strand=asked,
        where=[*where, (_("Method annex"), None)],
        entries=annex(words, asked, method_records(db.session(), asked, codes, members=members)),
    )


def behind_the_board(asked: StrandView) -> list[tuple[str, str | None]]:
    """Return the way to a page behind the board; before the data are frozen there is none."""
    if not asked.has(StrandState.FROZEN):
        abort(404)
    overview = url_for("consultation.overview", consultation_id=asked.consultation_id)
    board_url = url_for("findings.board", strand_id=asked.id)
    return [(in_language(asked.title, tag()), overview), (_("Findings"), board_url)]


def destroyed(asked: StrandView, where: list[tuple[str, str | None]]) -> ResponseReturnValue:
    """Say that nothing is counted again once the records were destroyed, and where the figures stand."""
    return render_template(
        "findings/destroyed.html",
        title=_("These figures stand in the edition"),
        strand=asked,
        where=where,
        may_read_joint=signed_in().may(Permission.READ_JOINT, scope_of(asked)),
    )


@blueprint.get("/strands/<strand_id>/findings/figure.json", endpoint="figure")
@allow(Permission.READ_OWN_FINDINGS, on=strand_scope)
def explore(strand_id: str) -> ResponseReturnValue:
    """Give one chart of the board as a Plotly figure: the same gated numbers."""
    if "key" not in request.args:
        abort(400)
    asked = this_strand()
    if not asked.has(StrandState.FROZEN):
        abort(404)
    made = plotly_figure(words_for(asked), request.args.get("key", ""), fictitious=asked.fictitious)
    if made is None:
        abort(404)
    return jsonify(made)


@blueprint.get("/strands/<strand_id>/findings/groups", endpoint="within")
@allow(Permission.READ_OWN_FINDINGS, on=strand_scope)
def show_within(strand_id: str) -> ResponseReturnValue:
    """Show one question within the groups of one or two attributes, as far as the lattice holds it."""
    asked = this_strand()
    where = behind_the_board(asked)
    if asked.records_destroyed_on:
        return destroyed(asked, where)
    kept = kept_findings(db.session(), asked.id)
    words = words_of(db.session(), kept.findings, tag())
    chosen = asked_within(words, request.args)
    return render_template(
        "findings/within.html",
        title=_("By group"),
        strand=asked,
        where=[*where, (_("By group"), None)],
        view=within_view(words, chosen, within_kept(db.session(), kept, chosen)),
    )


@blueprint.get("/strands/<strand_id>/findings/languages", endpoint="languages")
@allow(Permission.READ_OWN_FINDINGS, on=strand_scope)
def show_languages(strand_id: str) -> ResponseReturnValue:
    """Show which questions were answered otherwise in one language than in the others of a region."""
    asked = this_strand()
    where = behind_the_board(asked)
    if asked.records_destroyed_on:
        return destroyed(asked, where)
    words = words_for(asked)
    return render_template(
        "findings/languages.html",
        title=_("Answers by language"),
        strand=asked,
        where=[*where, (_("Answers by language"), None)],
        view=parity_view(words, strand_parity(db.session(), asked.id)),
    )


@blueprint.get("/strands/<strand_id>/findings/themes/<code>", endpoint="theme")
@allow(Permission.READ_OWN_FINDINGS, on=strand_scope)
def show_theme(strand_id: str, code: str) -> ResponseReturnValue:
    """Show what stands behind one theme of a strand: counts past the gate, and words as far as was agreed."""
    asked = this_strand()
    if not asked.has(StrandState.FROZEN):
        abort(404)
    shown = theme_evidence(db.session(), [words_for(asked)], code)
    if shown is None:
        abort(404)
    title = in_language(asked.title, tag())
    back = url_for("findings.board", strand_id=asked.id)
    return render_template(
        "findings/themes_evidence.html",
        title=shown.name,
        theme=shown,
        sections=shown.contents,
        back=f"{back}#said",
        where=[
            (title, url_for("consultation.overview", consultation_id=asked.consultation_id)),
            (_("Findings"), back),
            (shown.name, None),
        ],
    )


@blueprint.get("/plotly.js")
@for_everyone("a public library that holds nothing about anybody")
def plotly() -> ResponseReturnValue:
    """Send Plotly, for staff pages; its address carries its version, so it may be kept."""
    answer = send_file(
        str(files("plotly") / "package_data" / "plotly.min.js"), mimetype="text/javascript", max_age=31_536_000
    )
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
