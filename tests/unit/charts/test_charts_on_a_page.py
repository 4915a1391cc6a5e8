"""The macros that show a chart, and the files Plotly needs under the Content-Security-Policy."""

import gzip
import re
from pathlib import Path

import pytest
from chart_samples import VOICE, every_kind, heading
from jinja2 import Environment, FileSystemLoader

from consult.findings.charts import Group, Heat, HeatRow, Spec, draw

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "consult" / "static"


@pytest.fixture(scope="module")
def page() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(ROOT / "templates"), extensions=["jinja2.ext.i18n"], autoescape=True, trim_blocks=True
    )
    pages.install_null_translations(newstyle=True)  # type: ignore[attr-defined] # the extension adds it
    return pages


def shown(page: Environment, spec: Spec, **more: str) -> str:
    template = "{% from 'components/charts.html' import chart %}{{ chart(c, 'c1', **more) }}"
    return page.from_string(template).render(c=draw(spec, VOICE, rtl=False), more=more)


@pytest.mark.parametrize("spec", every_kind("<i>&"), ids=lambda spec: type(spec).__name__)
def test_a_page_shows_the_sentence_the_rows_and_the_whole_table(page, spec):
    html = shown(page, spec)
    assert html.count("<i>") == 0
    assert html.count('<div class="r ') + html.count('<div class="r"') - html.count("r ax") == len(spec.rows)
    assert html.count('<th scope="row">') == len(spec.rows)
    assert 'style="' not in html
    assert re.search(r'aria-labelledby="(c1-t)".*id="\1"', html, re.DOTALL)


def test_exploring_is_offered_only_where_there_is_a_figure(page):
    spec = every_kind()[0]
    assert "data-figure" not in shown(page, spec)
    offered = shown(page, spec, figure_url="/f.json", library_url="/p.js")
    assert re.search(r'<button[^>]* hidden data-figure="/f.json" data-library="/p.js"', offered)
    assert 'class="canvas" dir="ltr"' in offered


def test_every_pattern_the_stylesheet_fills_with_is_defined(page):
    defined = page.from_string("{% from 'components/charts.html' import patterns %}{{ patterns() }}").render()
    used = set(re.findall(r"url\(#([\w-]+)\)", (STATIC / "css" / "staff.css").read_text()))
    assert used == set(re.findall(r'<pattern id="([\w-]+)"', defined))


def test_plotly_finds_the_elements_that_keep_it_from_writing_styles(page):
    plotly = pytest.importorskip("plotly")
    script = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    head = page.from_string("{% from 'components/charts.html' import plotly_head %}{{ plotly_head(f) }}").render(f=str)
    own = {"plotly.js-style-global"}
    written = set(
        re.findall(r'getElementById\("([0-9a-f]{64})"\)\)\{var \w+=document\.createElement\("style"\)', script)
    )
    assert set(re.findall(r'id="([^"]+)"', head)) == own | written
    assert 'class="no-inline-styles"' in head


def test_members_load_one_small_stylesheet():

    assert len(gzip.compress((STATIC / "css" / "member.css").read_bytes(), 9)) <= 4 * 1024


@pytest.mark.parametrize("name", ["member.css", "staff.css"])
def test_stylesheets_know_no_left_or_right(name):
    css = (STATIC / "css" / name).read_text()
    assert not re.findall(
        r"(?:margin|padding|border)-(?:left|right)|[;{ ](?:left|right|float:left|float:right)\s*:", css
    )
    assert not re.findall(r"text-align:\s*(?:left|right)|float:\s*(?:left|right)", css)


@pytest.mark.parametrize(("short", "heights"), [("Asia-P.", {"30%"}), ("ش.أو+ش.أف", {"6%", "38%"})])
def test_names_too_long_for_a_phone_stand_on_two_lines(short: str, heights: set[str]) -> None:
    groups = tuple(Group(label="A region", short=short, base=9) for _ in range(5))
    row = HeatRow(label="Option", cells=(5,) * 5, total=25)
    axis = str(draw(Heat(heading=heading(), groups=groups, total_base=45, rows=(row,)), VOICE, rtl=False).axis)
    assert set(re.findall(r'y="(\d+%)"[^>]*class="tk bd xs"', axis)) == heights
