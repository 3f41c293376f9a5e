"""The word lists of the room: plain letters, no row twice, types that exist."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from pipeline.entities import KnowledgeBase
from pipeline.entities.kb import TYPES
from pipeline.entities.words import DATA, head_table, nationalities, read_lines
from pipeline.resources import read_toml, read_tsv
from pipeline.text import fold, tokenize
from pipeline.text.view import View

FILES = sorted(DATA.iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_plain_letters(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [c for c in text if "\ufb50" <= c <= "\ufefe" and unicodedata.decomposition(c)]
    assert "ـ" not in text


@pytest.mark.parametrize(
    ("name", "column"), [("heads.tsv", "noun"), ("nominals.tsv", "noun"), ("blocked.tsv", "phrase")]
)
def test_no_row_twice(name: str, column: str) -> None:
    nouns = [fold(row[column]) for _, row in read_tsv(DATA / name)]
    assert sorted(set(nouns)) == sorted(nouns)


@pytest.mark.parametrize("name", ["common.txt", "nationalities.txt"])
def test_no_line_twice(name: str) -> None:
    lines = [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line]
    assert sorted(set(lines)) == sorted(lines)
    assert read_lines(name)


def test_types_exist() -> None:
    for head in head_table().values():
        assert set(head.types) <= TYPES
        assert head.nil is None or head.nil in TYPES
    for _, row in read_tsv(DATA / "nominals.tsv"):
        assert set(row["types"].split(",")) <= TYPES


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".toml"], ids=lambda path: path.name)
def test_tables_hold_lists_of_words(path) -> None:
    for table in read_toml(path).values():
        for words in table.values():
            assert all(isinstance(word, str) and word for word in words)


def test_nationalities_are_definite() -> None:
    assert {"الاميركي", "الاميركيه", "السعوديه"} <= nationalities()


# The knowledge base: what it must know.


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return KnowledgeBase.load()


def codes(written: str) -> list[str]:
    """Codes of countries, written in a row."""
    return written.split()


LEAGUE = codes("DZ BH KM DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE")


def test_base_is_clean(shipped: KnowledgeBase) -> None:
    assert shipped.lint() == []


@pytest.mark.parametrize(
    ("sectors", "least"),
    [
        (("carrier",), 2),
        (("bank",), 2),
        (("payments",), 1),
        (("airline",), 1),
        (("media",), 2),
        (("regulator", "government"), 2),
        (("place-city",), 2),
    ],
)
def test_every_arab_country_has(sectors: tuple[str, ...], least: int, shipped: KnowledgeBase) -> None:
    number = Counter(entry.country for entry in shipped if entry.sector in sectors)
    sole = {"DJ"} if sectors == ("carrier",) else set()  # Djibouti Telecom is the only one there
    assert [c for c in LEAGUE if number[c] < least and not (c in sole and number[c])] == []


def test_every_arab_country_has_a_central_bank_and_who_rules_its_networks(shipped: KnowledgeBase) -> None:
    names = {
        country: " ".join(
            alias
            for entry in shipped
            if entry.country == country and entry.sector in ("regulator", "government")
            for alias in entry.aliases
        )
        for country in LEAGUE
    }
    money = ("مركزي", "المركزي", "بنك المغرب", "بنك الجزائر", "سلطة النقد", "مصرف")
    assert [country for country in LEAGUE if not any(word in names[country] for word in money)] == []
    words = ("اتصالات", "الاتصالات", "المواصلات", "للاتصالات", "الاتصال", "التنظيم", "تنظيم")
    assert [country for country in LEAGUE if not any(word in names[country] for word in words)] == []


GROUPS = {
    "zain": "ksa kuwait iraq jordan sudan bahrain",
    "orange": "egypt jordan maroc tunisie",
    "ooredoo": "algeria tunisia qatar kuwait oman palestine",
    "vodafone": "egypt qatar oman",
    "mtn": "syria sudan",
    "stc": "kuwait bahrain",
}


@pytest.mark.parametrize("key", [f"{group}-{unit}" for group, units in GROUPS.items() for unit in units.split()])
def test_national_units(key: str, shipped: KnowledgeBase) -> None:
    group = key.split("-")[0]
    unit = shipped[key]
    assert (unit.operator, unit.sector, shipped[group].type) == (group, "carrier", "company")
    assert unit.country
    taken = {fold(alias) for alias in (*shipped[group].aliases, *shipped[group].latin)}
    assert not taken & {fold(alias) for alias in (*unit.aliases, *unit.latin)}


@pytest.mark.parametrize(
    ("name", "key"),
    [("زين العراق", "zain-iraq"), ("موبينيل", "orange-egypt"), ("أوريدو الجزائر", "ooredoo-algeria"), ("زين", "zain")],
)
def test_a_unit_is_named_in_full(name: str, key: str, shipped: KnowledgeBase) -> None:
    assert [sense.entry.key for sense in shipped.phrases[phrase(name)]] == [key]


def phrase(name: str) -> tuple[str, ...]:
    """The tokens under which a name is looked up."""
    return tuple(token.text for token in tokenize(View(name)) if token.text != "-")


# Babel has names for reservations that are no countries of ISO 3166-1 (Ascension, Clipperton, Diego Garcia, Ceuta and
# Melilla, the Canaries, Tristan da Cunha), for groups of countries, and for tests.
NO_COUNTRIES = codes("AC CP DG EA IC TA EU EZ UN QO XA XB ZZ")


@pytest.mark.parametrize("locale", ["ar", "ar_SA"])
def test_countries_as_cldr_names_them(locale: str, shipped: KnowledgeBase) -> None:
    babel = pytest.importorskip("babel")
    territories = babel.Locale.parse(locale).territories
    countries = {code: name for code, name in territories.items() if len(code) == 2 and code not in NO_COUNTRIES}
    assert len(countries) == 250  # those of ISO 3166-1, and Kosovo
    missing = []
    for code, name in countries.items():
        plain = name.split(" (")[0]  # a remark in brackets is no part of a name: ميانمار (بورما)
        senses = shipped.phrases.get(phrase(plain), ())
        if not any(s.entry.country == code and s.entry.sector == "place-country" for s in senses):
            missing.append((code, name))
    assert missing == []


def test_every_country_has_its_capital(shipped: KnowledgeBase) -> None:
    """A city in each country but those that are one city, or that have none."""
    cities = {entry.country for entry in shipped if entry.sector == "place-city"}
    states = {e.country for e in shipped if e.sector == "place-country" and e.country not in DEPENDENT}
    assert states - cities - {"VA", "SG", "SM"} == set()


DEPENDENT = codes(
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF "
    "PM PN RE SH SJ SX TC TF TK UM VG VI WF YT"
)
