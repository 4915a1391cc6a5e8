"""Which column of a spreadsheet is which: headings in six languages, in any order, with odd additions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import regex

from consult.membership.rules.words import fold


class Column(StrEnum):
    """What a column of a register can hold; `PROFILE` takes every other heading as text."""

    NAME = "name"
    COUNTRY = "country"
    REGION = "region"
    LANGUAGES = "languages"
    KIND = "kind"
    SURVIVOR_LED = "survivor_led"
    COALITIONS = "coalitions"
    MEMBER = "member"  # one coalition's own yes/no column
    ENDORSED = "endorsed"
    PLEDGE = "pledge"
    JOINED = "joined"
    CONTACT = "contact"
    EMAIL = "email"
    CONTACT_LANGUAGE = "contact_language"
    PHONE = "phone"
    ACCESS = "access"
    PROFILE = "profile"


_ALIASES = {
    Column.NAME: "name|organisation|organization|organisation name|organization name|name of organisation"
    "|name of organization|name of the organisation|name of the organization|member|member organisation"
    "|member organization|member name|org|org name|ngo|ngo name|full name|full name of organisation|nom"
    "|nom de l organisation|nom organisation|nom de l association|association|membre|organisation membre|nombre"
    "|nombre de la organización|organización|miembro|organización miembro|nome|nome da organização|organização"
    "|membro|название|название организации|наименование|наименование организации|организация|член|участник|الاسم"
    "|اسم المنظمة|المنظمة|اسم العضو|العضو|الجمعية|اسم الجمعية|منظمة",
    Column.COUNTRY: "country|country of registration|country name|country code|country of work|nation|state|based in"
    "|headquarters|hq|hq country|location|pays|pays d origine|pays du siège|país|país de origen|país sede"
    "|país de origem|страна|государство|البلد|الدولة|بلد|دولة",
    Column.REGION: "region|world region|region name|région|región|região|регион|المنطقة|الإقليم|منطقة",
    Column.LANGUAGES: "language|languages|working language|working languages|language s|preferred language"
    "|languages spoken|language of correspondence|lang|langue|langues|langue s|langues de travail|langue de travail"
    "|idioma|idiomas|idioma s|idioma de trabajo|idiomas de trabajo|lengua|língua|línguas|idioma de trabalho"
    "|язык|языки|рабочий язык|рабочие языки|اللغة|اللغات|لغة|لغات|لغة العمل|لغات العمل",
    Column.KIND: "kind|type|category|organisation type|organization type|type of organisation|type of organization"
    "|kind of organisation|org type|type d organisation|catégorie|nature|tipo|tipo de organización|categoría"
    "|tipo de organização|categoria|тип|тип организации|вид|категория|النوع|نوع المنظمة|الفئة|نوع",
    Column.SURVIVOR_LED: "survivor led|survivor led organisation|survivors led|led by survivors|survivor led y n"
    "|is survivor led|dirigée par des survivants|dirigé par des survivants|menée par des survivants"
    "|dirigida por sobrevivientes|liderada por sobrevivientes|liderada por supervivientes|liderada por sobreviventes"
    "|dirigida por sobreviventes|под руководством пострадавших|руководят пострадавшие|بقيادة الناجين|يقودها ناجون"
    "|يقودها الناجون",
    Column.COALITIONS: "coalition|coalitions|coalition s|member of|membership|memberships|coalition membership"
    "|campaign|campaigns|network|a b both|adhésion|adhésions|membre de|coalición|coaliciones|miembro de|membresía"
    "|coalizão|coalizões|coligação|membro de|коалиция|коалиции|членство|член коалиции|الائتلاف|التحالف|الائتلافات"
    "|التحالفات|العضوية|عضوية|ائتلاف|تحالف",
    Column.ENDORSED: "endorsed call|endorsed the call|endorsed the call to action|call endorsed|endorsed calls|call"
    "|call to action|call to action endorsed|endorsement|endorsed|endorsed call on|endorsed on|appel|appel soutenu"
    "|appel signé|appel à l action|soutien à l appel|llamamiento|llamamiento respaldado|llamado|llamado respaldado"
    "|apelo|apelo apoiado|призыв|поддержал призыв|поддержка призыва|النداء|تأييد النداء|أيدت النداء",
    Column.PLEDGE: "pledge|pledge accepted|pledge signed|membership pledge|pledge accepted on|member pledge"
    "|engagement|engagement signé|charte signée|compromiso|compromiso firmado|compromiso aceptado|compromisso"
    "|compromisso assinado|compromisso aceite|обязательство|обязательство принято|التعهد|تعهد|قبول التعهد|الالتزام",
    Column.JOINED: "joined|since|member since|year|year joined|joined in|joining year|year of joining|joined year"
    "|year of membership|date joined|depuis|membre depuis|année|année d adhésion|date d adhésion|desde"
    "|miembro desde|año|año de ingreso|fecha de ingreso|membro desde|ano|ano de adesão|ano de ingresso|год"
    "|год вступления|член с|с какого года|السنة|سنة الانضمام|عضو منذ|منذ|تاريخ الانضمام",
    Column.CONTACT: "contact|contact name|contact person|name of contact|focal point|main contact|focal person"
    "|representative|person|primary contact|personne de contact|nom du contact|point focal|contact principal"
    "|contacto|persona de contacto|nombre del contacto|nombre de contacto|punto focal|contato|pessoa de contato"
    "|pessoa de contacto|nome do contato|nome do contacto|ponto focal|контакт|контактное лицо|имя контакта"
    "|координатор|جهة الاتصال|اسم جهة الاتصال|شخص الاتصال|مسؤول الاتصال|نقطة الاتصال|المنسق",
    Column.EMAIL: "email|e mail|mail|email address|e mail address|contact email|contact e mail|email of contact"
    "|main email|courriel|adresse électronique|adresse e mail|adresse email|adresse mail|correo|correo electrónico"
    "|correo e|dirección de correo|correio eletrónico|correio eletrônico|endereço de e mail|эл почта"
    "|электронная почта|почта|адрес электронной почты|имейл|البريد الإلكتروني|البريد الالكتروني|البريد|الإيميل"
    "|بريد إلكتروني|ايميل",
    Column.CONTACT_LANGUAGE: "contact language|language of contact|language of the contact|contact lang"
    "|langue du contact|idioma del contacto|idioma de contacto|idioma do contato|idioma do contacto"
    "|язык контакта|язык контактного лица|لغة جهة الاتصال|لغة الاتصال",
    Column.PHONE: "phone|telephone|tel|phone number|telephone number|mobile|cell|whatsapp|contact phone|téléphone"
    "|numéro de téléphone|portable|teléfono|número de teléfono|móvil|celular|telefone|número de telefone|telemóvel"
    "|телефон|номер телефона|тел|мобильный|الهاتف|رقم الهاتف|هاتف|الجوال|رقم الجوال",
    Column.ACCESS: "access needs|access|accessibility|accessibility needs|special needs|access requirements"
    "|besoins d accessibilité|accessibilité|besoins d accès|necesidades de accesibilidad|accesibilidad"
    "|necesidades de acceso|necessidades de acessibilidade|acessibilidade|necessidades de acesso|доступность"
    "|потребности в доступности|особые потребности|احتياجات الوصول|إمكانية الوصول|احتياجات خاصة",
}
ALIASES: Mapping[str, Column] = MappingProxyType(
    {fold(alias): column for column, aliases in _ALIASES.items() for alias in aliases.split("|")}
)
OF_A_COALITION = frozenset(
    {Column.MEMBER, Column.COALITIONS, Column.ENDORSED, Column.PLEDGE, Column.JOINED, Column.NAME}
)
_ASIDE = regex.compile(r"\([^)]*\)|\[[^]]*\]")
_PIECES = regex.compile(r"[/(\[|\n:–—]| - ")


# Beside a column that says "organisation", these head the person's name.
_OF_PEOPLE_TOO = frozenset(map(fold, ("name", "full name", "nom", "nombre", "nome", "название", "الاسم", "member")))


@dataclass(frozen=True, slots=True)
class CoalitionName:
    """How a coalition is called in a register."""

    mark: str
    name: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column holds, and for which coalition alone ("" for all)."""

    column: Column
    mark: str = ""


def recognise(heading: str, coalitions: Sequence[CoalitionName] = ()) -> Heading:
    """Return what a heading announces; `Column.PROFILE` when nobody knows."""
    plain = fold(heading)
    if found := ALIASES.get(plain):
        return Heading(found)
    for coalition in coalitions:
        if found := _of(plain, coalition):
            return Heading(found, coalition.mark)
    outside = fold(_ASIDE.sub(" ", heading))
    if outside in ALIASES:
        return Heading(ALIASES[outside])
    known = {ALIASES[fold(piece)] for piece in _PIECES.split(heading) if fold(piece) in ALIASES}
    return Heading(known.pop()) if len(known) == 1 else Heading(Column.PROFILE)


def _of(plain: str, coalition: CoalitionName) -> Column | None:
    """Return what `plain` announces for one coalition: "Coalition A", "A", "Joined B", "Drift Shell Campaign since"."""
    for called in (fold(coalition.name), fold(coalition.mark)):
        if plain == called:
            return Column.MEMBER
        if not called:
            continue
        for rest in (plain.removeprefix(called + " "), plain.removesuffix(" " + called)):
            found = ALIASES.get(rest) if rest != plain else None
            if found in OF_A_COALITION:
                return Column.MEMBER if found in (Column.COALITIONS, Column.NAME) else found
    return None


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of a sheet: what stands in each, its text, and where the row with the headings is."""

    place: int  # index among the rows given
    columns: tuple[Heading, ...]
    texts: tuple[str, ...]

    def has(self, *wanted: Column) -> bool:
        """Tell whether any of the columns is there."""
        return any(heading.column in wanted for heading in self.columns)


def known_count(cells: Sequence[str], coalitions: Sequence[CoalitionName] = ()) -> int:
    """Return how many different columns a row of headings would announce."""
    headings = {recognise(cell, coalitions) for cell in cells if cell and len(cell) <= 120}
    return sum(heading.column is not Column.PROFILE for heading in headings)


def find_headings(rows: Sequence[Sequence[str]], coalitions: Sequence[CoalitionName]) -> Headings | None:
    """Return the headings among the first twenty rows, None when no row names the organisation's column."""
    best: tuple[int, int] | None = None
    for place, cells in enumerate(rows[:20]):
        count = known_count(cells, coalitions)
        if count and (best is None or count > best[0]):
            best = (count, place)
    if best is None:
        return None
    texts = tuple(" ".join(cell.split()) for cell in rows[best[1]])
    columns = _settle([recognise(text, coalitions) for text in texts], texts)
    if not any(heading.column is Column.NAME for heading in columns):
        return None
    return Headings(best[1], columns, texts)


def _settle(columns: list[Heading], texts: Sequence[str]) -> tuple[Heading, ...]:
    """Give every meaning to one column only; a second one keeps its text in the profile."""
    names = [place for place, heading in enumerate(columns) if heading.column is Column.NAME]
    sure = [place for place in names if fold(texts[place]) not in _OF_PEOPLE_TOO]
    if sure and len(names) > 1:
        for place in set(names) - {sure[0]}:
            columns[place] = Heading(Column.CONTACT)
    taken: set[Heading] = set()
    for place, heading in enumerate(columns):
        if heading in taken:
            columns[place] = Heading(Column.PROFILE)
        elif heading.column is not Column.PROFILE:
            taken.add(heading)
    return tuple(columns)
