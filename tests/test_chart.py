"""The chart to publish: what it draws and does not draw, in which colours, and that it needs nothing but itself."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

import rwpk
from rwpk import edtf, model, timeline
from rwpk.render import chart
from tests.browser import Browser, Firefox
from tests.support import SVG, Run, contrast, read_data

SOURCE = rwpk.load().source
Element = ElementTree.Element
#: Names of many scripts, names that are long, and names that mean something in XML or CSS.
NAMES = (
    "联合国驻卢旺达援助团与湖上的和平工作队在基伍湖南岸各港口与北部边境各县的长期观察和人道主义援助任务及其后续的民事警察培训计划",
    "بعثة الأمم المتحدة لتقديم المساعدة إلى رواندا",
    "संयुक्त राष्ट्र शांति मिशन रवांडा और झील के किनारे बसे बंदरगाहों की निगरानी का लंबा काम",
    "ภารกิจรักษาสันติภาพแห่งสหประชาชาติในรวันดา",
    "Миссия Организации Объединённых Наций по содействию Руанде и наблюдению за границей",
    "UNITED NATIONS MULTIDIMENSIONAL INTEGRATED STABILIZATION MISSION IN THE CENTRAL AFRICAN REPUBLIC",
    "W" * 100,
    "m" * 100,
    "i" * 100,
    "—" * 100,
    "</text></svg><script>alert(1)</script>",
    "]]> <!-- & &amp; &#0; {0} %s \"quoted\" 'single'",
    "}</style><rect/>",
    "🏳️‍🌈 Flag 船队",
)


def bar(
    start: str | None = None,
    end: str | None = None,
    *,
    name: str = "Harbour Watch",
    start_basis: model.Basis = "stated",
    end_basis: model.Basis = "stated",
) -> timeline.Bar:
    return timeline.Bar(
        "harbour", name, "contributor", "multilateral",
        start, *edtf.bounds(start), start_basis if start else None,
        end, *edtf.bounds(end), end_basis if end else None,
    )  # fmt: skip


def source(**values: str | None) -> model.Source:
    changed: model.Source = model.convert({**model.plain(SOURCE), **values}, model.Source)
    return changed


def drawn(
    *bars: timeline.Bar, issued: str = "2021-10-31", theme: chart.Theme = "light", count: int | None = None
) -> Element:
    return ElementTree.fromstring(chart.svg(bars, source(issued=issued), None, count, theme))


def texts(root: Element) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def tracks(root: Element) -> list[Element]:
    return [rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "track"]


def rects(root: Element, kind: str) -> list[tuple[float, float]]:
    """Return the left and right edges of the rectangles of a class, or of a fill, but for those of the key."""
    bottom = float(tracks(root)[-1].get("y", "")) + chart.TRACK_HEIGHT
    return [
        (float(rect.get("x", "0")), float(rect.get("x", "0")) + float(rect.get("width", "")))
        for rect in root.iter(f"{SVG}rect")
        if kind in (rect.get("class"), rect.get("fill")) and float(rect.get("y", "0")) < bottom
    ]


def marks(root: Element, track: int) -> list[float]:
    """Return where the dots and the question mark in a track stand."""
    top = float(tracks(root)[track].get("y", ""))
    return [
        float(mark.get("cx") or mark.get("x") or "")
        for mark in root.iter()
        if top
        < float(mark.get("cy") or (mark.get("y") if mark.tag == f"{SVG}text" else "") or "0")
        < top + chart.TRACK_HEIGHT
    ]


def scale(root: Element, first: int, last: int) -> tuple[float, float]:
    """Return where an axis of whole years begins, and how wide a day is."""
    left, right = rects(root, "track")[0]
    return left, (right - left) / (date(last + 1, 1, 1) - date(first, 1, 1)).days


def span(root: Element, first: date, last: date, years: tuple[int, int]) -> tuple[float, float]:
    """Return where some days are to lie, from the beginning of the first to the end of the last."""
    left, day = scale(root, *years)
    begin = date(years[0], 1, 1)
    return left + (first - begin).days * day, left + ((last - begin).days + 1) * day


def key(root: Element) -> list[str]:
    words = ("stated", "inferred", "one unknown day in this run", "under way", "not stated")
    return [text for text in texts(root) if text in words]


# what is drawn --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "first", "last"),
    [
        ("2004", date(2004, 1, 1), date(2004, 12, 31)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("[2006-03-05..2021-10-30]", date(2006, 3, 5), date(2021, 10, 30)),
    ],
)
def test_a_start_stretches_from_the_first_to_the_last_day_that_it_may_be(start: str, first: date, last: date) -> None:
    root = drawn(bar(start), bar("2003-06-15", "2021-05-05"))
    [drawn_start] = rects(root, "url(#rwpk-start)")
    left, right = span(root, first, last, (2003, 2021))
    if right - left >= chart.MIN_DATE_WIDTH:
        assert drawn_start == pytest.approx((left, right), abs=0.02)
    else:
        assert drawn_start[1] - drawn_start[0] == pytest.approx(chart.MIN_DATE_WIDTH, abs=0.02)
        assert sum(drawn_start) == pytest.approx(left + right, abs=0.04)


def test_a_day_is_drawn_in_its_place_and_without_a_gradient() -> None:
    root = drawn(bar("2004-08-15", "2010-02-03"))
    under_way, start, end = rects(root, "bar")
    for place, day in ((start, date(2004, 8, 15)), (end, date(2010, 2, 3))):
        assert sum(place) / 2 == pytest.approx(sum(span(root, day, day, (2004, 2021))) / 2, abs=0.02)
    assert under_way == pytest.approx((start[1], end[0]), abs=0.02)
    assert key(root) == ["stated", "under way"]
    assert len(rects(root, "url(#rwpk-start)")) == len(rects(root, "url(#rwpk-end)")) == 0


def test_nothing_tells_how_long_a_mission_ran_whose_end_is_not_stated() -> None:
    for start, issued in (("2004", "2021-10-31"), ("2004", "2005"), ("2004-05", "2012-01-01"), ("2011", "2040")):
        root = drawn(bar("2003"), bar(start), issued=issued)
        _, (_, right) = rects(root, "url(#rwpk-start)")
        # wherever the start lies, and whenever the article appeared
        assert [round(x - right, 1) for x in marks(root, 1)] == [14, 26, 38, 54]
        assert rects(root, "bar") == []
        assert rects(root, "edge") == rects(root, "url(#rwpk-start)")
        assert key(root) == ["stated", "one unknown day in this run", "not stated"]
        assert "Harbour Watchstart 2003; end not stated" in texts(root)


def test_a_start_that_is_not_stated_is_a_mark_before_the_end() -> None:
    root = drawn(bar("2010"), bar(None, "2012"))
    [(left, _)] = rects(root, "url(#rwpk-end)")
    assert [round(left - x, 1) for x in marks(root, 1)] == [14, 26, 38, 54]
    assert "Harbour Watchstart not stated; end 2012" in texts(root)


def test_of_a_mission_without_dates_nothing_is_drawn_but_words() -> None:
    root = drawn(bar())
    assert (rects(root, "edge"), rects(root, "bar"), list(root.iter(f"{SVG}circle")), key(root)) == ([], [], [], [])
    assert "Harbour Watchstart not stated; end not stated" in texts(root)


def test_what_is_inferred_has_stripes_a_dashed_outline_and_a_word() -> None:
    bases: tuple[model.Basis, ...] = ("stated", "inferred")
    for start_basis, end_basis in itertools.product(bases, bases):
        count = (start_basis, end_basis).count("inferred")
        root = drawn(bar("2004", "2010", start_basis=start_basis, end_basis=end_basis))
        stripes = [path for path in root.iter(f"{SVG}path") if path.get("class") == "gap"]
        dashed = [rect for rect in root.iter(f"{SVG}rect") if rect.get("stroke-dasharray")]
        assert len(stripes) == len(dashed) == count + (count > 0)  # and once in the key
        assert " ".join(texts(root)).count("(inferred)") == count
        assert ("inferred" in key(root)) == (count > 0)
        assert ("stated" in key(root)) == (count < 2)


def test_stripes_stay_within_their_date() -> None:
    root = drawn(bar("2004-05", start_basis="inferred"), bar("[2006..2020]", start_basis="inferred"))
    for path in root.iter(f"{SVG}path"):
        if path.get("class") == "gap":
            points = [tuple(map(float, point)) for point in re.findall(r"[ML]([\d.]+) ([\d.]+)", path.get("d", ""))]
            outlines = [rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "edge"]
            within = [
                all(
                    0 <= x - float(rect.get("x", "")) <= float(rect.get("width", "")) + 0.01
                    and 0 <= y - float(rect.get("y", "")) <= float(rect.get("height", "")) + 0.01
                    for x, y in points
                )
                for rect in outlines
            ]
            assert points
            assert any(within)


def test_dates_that_overlap_are_drawn_one_above_the_other() -> None:
    root = drawn(bar("[2008..2012]", "[2010..2014]"))
    start, end = (
        next(rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") == f"url(#rwpk-{name})")
        for name in ("start", "end")
    )
    assert float(start.get("y", "")) + float(start.get("height", "")) <= float(end.get("y", ""))
    assert key(root) == ["stated", "one unknown day in this run", "under way"]


@pytest.mark.parametrize("start", [None, "2004", "[..2004]", "[2004..]", "[2004..2009]", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("end", [None, "2009", "[..2009]", "[2009..]", "[2004..2012]", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("issued", ["2005", "2021-10-31"])
def test_whatever_the_dates_nothing_is_drawn_beyond_the_edges(start: str | None, end: str | None, issued: str) -> None:
    root = drawn(bar(start, end), issued=issued)
    for rect in root.iter(f"{SVG}rect"):
        left, width = float(rect.get("x", "0")), float(rect.get("width", ""))
        assert left >= 0
        assert 0 < width <= chart.WIDTH - left
    for mark in root.iter(f"{SVG}circle"):
        assert chart.MARGIN / 2 < float(mark.get("cx", "")) < chart.WIDTH - chart.MARGIN / 2


@pytest.mark.parametrize(
    ("issued", "first", "last"),
    [("2021-10-31", date(2021, 10, 31), date(2021, 10, 31)), ("2021", date(2021, 1, 1), date(2021, 12, 31))],
)
def test_the_day_of_the_article_is_marked_in_each_row(issued: str, first: date, last: date) -> None:
    root = drawn(bar("2004"), bar("2010"), issued=issued)
    left, right = span(root, first, last, (2004, 2021))
    days = rects(root, "published")
    assert len(days) == 2
    for day in days:
        assert sum(day) == pytest.approx(left + right, abs=0.04)
        assert day[1] - day[0] == pytest.approx(max(4, right - left), abs=0.02)
    assert f"article published {issued}; it knows of nothing later" in texts(root)


def test_years_stand_at_their_first_day() -> None:
    root = drawn(bar("1993-10"), issued="2021-10-31")
    years = {text.text: float(text.get("x", "")) for text in root.iter(f"{SVG}text") if (text.text or "").isdigit()}
    assert list(years) == ["1995", "2000", "2005", "2010", "2015", "2020"]
    for year, x in years.items():
        assert x == pytest.approx(span(root, date(int(year or 0), 1, 1), date(2021, 1, 1), (1993, 2021))[0], abs=0.02)


def test_the_chart_names_missions_as_the_article_does_and_never_by_id(run: Run, tmp_path: Path) -> None:
    run("timeline", "-o", str(tmp_path / "x.svg"))
    root = ElementTree.fromstring((tmp_path / "x.svg").read_text(encoding="utf-8"))
    assert texts(root) == [
        "Rwanda’s peacekeeping missions",
        "Their dates as one article states them, or as inferred from its words",
        "1995", "2000", "2005", "2010", "2015", "2020",
        "Rwanda as host, multilateral",
        "United Nations Assistance Mission for Rwanda",
        "start 1993-10 (inferred); end not stated",
        "?",
        "Rwanda as contributor, multilateral (inferred)",
        "Darfurstart 2004; end not stated",
        "?",
        "South Sudanstart 2011; end not stated",
        "?",
        "Central African Republicstart 2014; end not stated",
        "?",
        "Rwanda as contributor, bilateral (inferred)",
        "Cabo Delgadostart between 2014 and 2021-10-31 (inferred); end not stated",
        "?",
        "article published 2021-10-31; it knows of nothing later",
        "stated",
        "inferred",
        "one unknown day in this run",
        "?",
        "not stated",
        "Source: Vincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and",
        "Security”, Diplomat Magazine, 2021-10-31",
        "https://diplomatmagazine.eu/2021/10/31/",
        "rwandas-peacekeeping-missions-promoting-global-peace-and-security/",
        "The author was Rwanda's Minister of Foreign Affairs and International Cooperation, so",
        "the article is a party's own account",
    ]  # fmt: skip


def test_a_dataset_of_your_own_has_no_country_in_its_title(run: Run, tmp_path: Path) -> None:
    done = run("timeline", "--data", "-", "-o", str(tmp_path / "x.svg"), stdin=read_data("harbour.yaml"))
    assert done.returncode == 0
    written = texts(ElementTree.fromstring((tmp_path / "x.svg").read_text(encoding="utf-8")))
    assert written[0] == "Missions"
    assert "Rwanda" not in "".join(written)


def test_missions_that_a_filter_keeps_as_possible_are_marked(run: Run, tmp_path: Path) -> None:
    run("timeline", "--since", "2015", "-o", str(tmp_path / "x.svg"))
    written = texts(ElementTree.fromstring((tmp_path / "x.svg").read_text(encoding="utf-8")))
    assert "Rwanda as contributor, bilateral (inferred); a possible match" in written


# any text, any number -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_text_whatever_it_holds(name: str) -> None:
    root = drawn(bar("2004", name=name))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "defs", "linearGradient", "stop", "rect", "path", "circle", "text", "tspan",
    }  # fmt: skip
    written = "".join("".join(texts(root)).split())
    assert "".join(name.split()) in written
    assert name in (root.findtext(f"{SVG}desc") or "")


def test_signs_that_steer_a_text_are_written_out() -> None:
    written = "".join(texts(drawn(bar("2004", name="a\u202eb\0c\ud800d\uffffe"))))
    assert r"a\u{202e}b\u{0}c\u{d800}d\u{ffff}e" in written


def test_a_source_is_text_whatever_it_holds() -> None:
    odd = "</desc>]]> & <b>"
    held = source(title=odd, note=odd, URL="https://example.org/?a=1&b=<b>'\"")
    root = ElementTree.fromstring(chart.svg([bar("2004")], held))
    assert "".join(texts(root)).count(odd) == 2
    assert "https://example.org/?a=1&b=<b>'\"" in texts(root)


def test_a_long_source_is_cut_and_a_long_address_is_broken_between_its_parts() -> None:
    address = f"https://example.org/{'a' * 50}/{'b' * 50}/"
    root = ElementTree.fromstring(chart.svg([bar("2004")], source(title="w" * 400_000, URL=address)))
    assert f"https://example.org/{'a' * 50}/" in texts(root)
    assert "b" * 50 + "/" in texts(root)
    assert len(ElementTree.tostring(root)) < 20_000


def test_without_an_address_or_a_magazine_the_source_is_what_there_is() -> None:
    held = source(**{"URL": None, "container-title": None, "note": None})
    assert texts(ElementTree.fromstring(chart.svg([bar("2004")], held)))[-1] == "Security”, 2021-10-31"


def test_500_missions_are_one_chart_with_each_of_their_names() -> None:
    bars = [bar(f"{1900 + number % 100}", name=f"Mission {number:03}") for number in range(500)]
    root = drawn(*bars, count=600)
    written = " ".join(texts(root))
    assert all(f"Mission {number:03}" in written for number in range(500))
    assert "The first 500 of 600 missions" in texts(root)
    assert texts(root).count("1940") == 2  # at the top and at the bottom
    tops = [float(track.get("y", "")) for track in tracks(root)]
    assert len(tops) == 500
    assert all(below - above > 60 for above, below in itertools.pairwise(tops))
    assert tops[-1] < float(root.get("height", ""))


# colours, words for those who cannot see it, and nothing else ---------------------------------------


def test_a_chart_is_light_and_dark_where_the_reader_asks_for_dark() -> None:
    themes: tuple[chart.Theme, ...] = ("light", "dark", "auto")
    light, dark, auto = (chart.svg([bar("2004", "2010")], SOURCE, theme=theme) for theme in themes)
    assert "<style" not in light + dark
    media = re.search(r"<style>@media \(prefers-color-scheme: dark\)\{(.*)\}</style>\n", auto)
    assert media
    assert auto.replace(media[0], "") == light
    # applied by hand, the rules make a dark chart of a light one
    rules = re.findall(r"\[class=(\w+)\]\{([\w-]+):(#\w+)\}", media[1])
    assert "".join(f"[class={kind}]{{{name}:{colour}}}" for kind, name, colour in rules) == media[1]
    for kind, name, colour in rules:
        light = re.sub(rf'class="{kind}" {name}="#\w+"', f'class="{kind}" {name}="{colour}"', light)
    assert light == dark


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_every_text_and_mark_has_its_colour_as_an_attribute(theme: chart.Theme) -> None:
    root = drawn(bar("2004", "[2010..2012]", start_basis="inferred"), bar("2004"), theme=theme)
    for element in root.iter():
        if element.tag.removeprefix(SVG) in ("text", "rect", "path", "circle"):
            painted = [element, *element]  # a text of several parts has its colours in these
            assert any(one.get("fill") or one.get("stroke") for one in painted)


@pytest.mark.parametrize("palette", [chart.LIGHT, chart.DARK], ids=["light", "dark"])
def test_texts_stand_out_by_4_5_and_marks_by_3(palette: chart.Palette) -> None:
    assert contrast(palette.ink, palette.ground) >= 7
    assert contrast(palette.ink, palette.track) >= 7  # the question mark
    for text in (palette.soft, palette.published):
        assert contrast(text, palette.ground) >= 4.5
    for ground in (palette.ground, palette.track):
        assert contrast(palette.bar, ground) >= 3
        assert contrast(palette.published, ground) >= 3


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_chart_loads_nothing_and_runs_nothing(theme: chart.Theme) -> None:
    bars = [bar("2004", "[2010..2012]", start_basis="inferred", name=name) for name in NAMES]
    text = chart.svg(bars, SOURCE, "Rwanda", theme=theme)
    root = ElementTree.fromstring(text)
    attributes = [(name, value) for element in root.iter() for name, value in element.attrib.items()]
    assert not [name for name, _ in attributes if "href" in name or name.startswith("on") or name in ("style", "src")]
    assert {value for _, value in attributes if "url" in value} <= {"url(#rwpk-start)", "url(#rwpk-end)"}
    assert not [value for _, value in attributes if "//" in value]
    assert not re.search(r"@import|@font-face|url", root.findtext(f"{SVG}style") or "")
    assert not re.search(r"<!|<\?|textLength", text)
    assert {value for name, value in attributes if name == "font-family"} == {"sans-serif"}


def test_a_chart_tells_in_words_what_it_shows() -> None:
    root = ElementTree.fromstring(chart.svg([bar("2004", "[2010..2012]", end_basis="inferred")], SOURCE, "Rwanda"))
    assert root.get("role") == "img"
    title, words = (root.find(f"{SVG}*[@id='{name}']") for name in (root.get("aria-labelledby") or "").split())
    assert title is not None
    assert title.text == "Rwanda’s peacekeeping missions"
    assert words is not None
    assert words.text == (
        "Rwanda as contributor, multilateral:\n"
        "Harbour Watch: start 2004; end between 2010 and 2012 (inferred)\n"
        "article published 2021-10-31; it knows of nothing later\n"
        "Vincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and Security”, Diplomat Magazine, "
        "2021-10-31. The author was Rwanda's Minister of Foreign Affairs and International Cooperation, so the article "
        "is a party's own account"
    )


def test_a_chart_is_1200_wide_and_no_text_in_it_is_smaller_than_11_at_half_that_width() -> None:
    root = drawn(bar("2004", "2010"))
    assert (root.get("width"), root.get("viewBox")) == ("1200", f"0 0 1200 {root.get('height')}")
    sizes = [int(element.get("font-size", "0")) for element in root.iter() if element.get("font-size")]
    assert min(sizes) / 2 >= 11


# as browsers draw it --------------------------------------------------------------------------------


def boxes(browser: Browser | Firefox, text: str, folder: Path) -> list[tuple[float, float, float, float, str]]:
    """Return the left, right, top and bottom of each text of a chart, and the text."""
    file = folder / "chart.svg"
    file.write_text(text, encoding="utf-8")
    browser.visit(file.as_uri())
    found = browser.look(
        "() => JSON.stringify([...document.querySelectorAll('text')].map(text => {"
        "const box = text.getBBox(); return [box.x, box.x + box.width, box.y, box.y + box.height, text.textContent]}))"
    )
    return [tuple(box) for box in json.loads(found)]


@pytest.mark.parametrize("font", ["sans-serif", "DejaVu Sans", "Noto Sans"])
def test_no_text_runs_out_of_the_picture_or_into_another(browser: Browser | Firefox, tmp_path: Path, font: str) -> None:
    dates: Sequence[tuple[str | None, str | None]] = [
        ("2004", None), (None, "[2008..2012-10-12]"), ("[2004-10-10..2006-12-12]", "[2008-10-10..2012-10-12]"),
        ("[..2003]", "2012"), ("[2003..]", None), ("2003-10", "2011"), (None, None),
    ]  # fmt: skip
    for issued in ("2004-05-06", "2008-01-01", "2012-12-31"):
        bars = [
            bar(*dates[number % len(dates)], name=name, start_basis="inferred", end_basis="inferred")
            for number, name in enumerate([*NAMES, "Darfur", "Ferry"] * 2)
        ]
        text = chart.svg([bar("2004-01-01"), *bars], source(issued=issued), "Rwanda", 600)
        found = boxes(browser, text.replace('"sans-serif"', f'"{font}, sans-serif"'), tmp_path)
        assert len(found) > 60
        for left, right, top, bottom, words in found:
            assert left >= 4, words
            assert right <= chart.WIDTH - 4, words
            for other in found:
                overlap = min(right, other[1]) - max(left, other[0]), min(bottom, other[3]) - max(top, other[2])
                # boxes have room above and below their letters
                assert other[4] == words or overlap[0] <= 0 or overlap[1] <= 10, (words, other[4])
