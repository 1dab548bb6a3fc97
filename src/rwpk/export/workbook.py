"""A dataset as a workbook for Excel and other spreadsheets: bytes. No input or output.

Its sheets are the tables of the Data Package, a codebook of their columns, and a sheet on where all of it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from rwpk import cite, codebook, links, model
from rwpk.errors import UsageError
from rwpk.export import datapackage
from rwpk.render.fields import FIELDS_OF, flat
from rwpk.text import cell_width, printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# What Excel allows (“Excel specifications and limits”, and XlsxWriter's documentation for addresses).
#: The most rows of a sheet, the header included.
MAX_ROWS = 1_048_576
#: The most characters of a cell, as UTF-16 counts them.
MAX_CELL_LENGTH = 32_767
#: A whole number from here on is rounded to 15 digits, so it is written as text.
MIN_ROUNDED = 10**15
#: The most links of a sheet.
MAX_LINKS = 65_530
#: The most characters of a link's address.
MAX_ADDRESS_LENGTH = 2_079
#: When a workbook says that it was made: always the same, so that its bytes are.
CREATED = datetime(1980, 1, 1)
#: A column is as wide as its longest cell, in characters, between these bounds; longer texts wrap. LibreOffice wraps
#: no link, so a column of links may be wider.
MIN_WIDTH, MAX_WIDTH, MAX_LINK_WIDTH = 8, 60, 90
#: A row is as high as its longest text needs, in points, up to what Excel allows. LibreOffice would not work it out.
LINE_HEIGHT, MAX_HEIGHT = 15, 409
# Room for the cell's margins, and in the header for the button of the filter.
_MARGIN, _BUTTON = 2, 3
# The signs of an address that stay as they are, beside letters and digits.
_ADDRESS_SIGNS = "%/:?#[]@!$&'()*+,;=~"
# Excel's number of its format “Text”: a date in such a cell stays text when a person edits it.
_TEXT = 49
_ALL_CELLS = "A1:XFD1048576"
_A4 = 9  # Excel's number of it
_INFERRED = "A value in italics on yellow is inferred from the article's words, in whole or in part."


class _Link(NamedTuple):
    """A cell that opens an address."""

    text: str
    address: str


class _Marked(NamedTuple):
    """A cell that looks as an inferred value does."""

    text: str


def workbook(dataset: model.Dataset, notes: Sequence[model.Note] = (), version: str | None = None) -> bytes:
    """Return a workbook (.xlsx); the same dataset gives the same bytes.

    A version says that it is the dataset that comes with rwpk, which has notes, a licence and contributors. Raises
    UsageError if a sheet or a cell would hold more than Excel allows, and ImportError without XlsxWriter.
    """
    import io

    import xlsxwriter

    source = dataset.source
    tables = [table for table in datapackage.tables_of(dataset, notes) if version or table.name != "notes"]
    buffer = io.BytesIO()
    # In memory: temporary files would bring the mode of files on this system into the bytes.
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": datapackage.title(source, version), "created": CREATED})
    writer = _Writer(book)
    for table in tables:
        writer.add(table.name, _columns(table), _linked(table))
    writer.add("codebook", ["sheet", "column", "type", "origin", "meaning"], _codebook(tables))
    writer.add("about", ["about", "text"], _about(source, version, tables, _links_note(writer)))
    book.close()
    return buffer.getvalue()


# The rows of each sheet.


def _columns(table: datapackage.Table) -> list[str]:
    """Return the columns of a sheet. A phrase is itself the link that other formats have beside it."""
    return [column for column in table.columns if column != "link"]


def _linked(table: datapackage.Table) -> Iterator[list[Any]]:
    """Yield the rows of a table: each phrase with a link to its place in the article, each other source to itself."""
    columns = _columns(table)
    for row in table.rows:
        values = dict(zip(table.columns, row, strict=True))
        if "phrase" in values:
            values["phrase"] = _link(values["phrase"], values["link"])
        if "source" in values:
            values["source"] = _link(values["source"], values["source"])
        yield [values[column] for column in columns]


def _link(text: str, address: str | None) -> _Link | str:
    """Return a cell with a link to a web address, or the text alone: no other address is ever opened."""
    if address and links.is_web(address):
        return _Link(text, quote(address, safe=_ADDRESS_SIGNS))
    return text


def _codebook(tables: Iterable[datapackage.Table]) -> Iterator[list[Any]]:
    for table in tables:
        for column in _columns(table):
            node = table.columns[column]
            yield [table.name, column, codebook.type_in_words(node), node["x-origin"], node["description"]]


def _about(
    source: model.Source, version: str | None, tables: Iterable[datapackage.Table], linked: str
) -> Iterator[list[Any]]:
    reference = cite.dataset(source, version) if version else cite.article(source)
    yield ["title", datapackage.title(source, version)]
    yield ["whose account", source.note]
    yield ["article", _link(source.title, source.URL)]
    yield ["cite as", cite.text(reference).strip()]
    if version:
        yield ["version", version]
        yield ["licence", _link(datapackage.LICENCE["title"], datapackage.LICENCE["path"])]
        yield ["phrases", datapackage.PHRASES]
    for table in tables:
        yield [f"sheet {table.name}", table.description]
    yield ["sheet codebook", "What each column means, and where its values come from."]
    yield ["how to read it", datapackage.DESCRIPTION]
    yield ["inferred", _Marked(_INFERRED)]
    yield ["links", linked if source.URL else "The article has no web address, so no phrase has a link."]


def _links_note(writer: _Writer) -> str:
    if not writer.omitted:
        return "Each phrase of the sheet evidence opens the article at these words."
    return (
        f"{writer.omitted:,} of {writer.links:,} links are left out: Excel allows {MAX_LINKS:,} on a sheet,"
        f" and {MAX_ADDRESS_LENGTH:,} characters in an address."
    )


# Writing them.


class _Writer:
    """Writes sheets. `links` counts the links that it was given, `omitted` those that Excel does not allow."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.links = 0
        self.omitted = 0
        self.links_on_sheet = 0
        cell = {"valign": "top"}
        text = {**cell, "text_wrap": True, "num_format": _TEXT}
        inferred = {"italic": True, "bg_color": "#FFF2CC"}
        self.header = book.add_format({**text, "bold": True, "bottom": 1})
        self.linked = book.add_format({**text, "font_color": "#0563C1", "underline": 1})
        self.text, self.inferred_text = book.add_format(text), book.add_format({**text, **inferred})
        self.value, self.inferred_value = book.add_format(cell), book.add_format({**cell, **inferred})

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write a sheet, with a header that stays in sight and filters.

        Raises UsageError if it would hold more than Excel allows.
        """
        whole = list(rows)
        if len(whole) >= MAX_ROWS:
            raise _too_large(f"the sheet {name} would have {len(whole) + 1:,} rows, and Excel allows {MAX_ROWS:,}")
        sheet = self.book.add_worksheet(name)
        self.links_on_sheet = 0
        widths = []
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, self.header)
            widths.append(max(MIN_WIDTH, cell_width(column) + _BUTTON))
        for number, row in enumerate(whole, start=1):
            inferred = row[columns.index("inferred")] if "inferred" in columns else ()
            lines = 1
            for at, (column, value) in enumerate(zip(columns, row, strict=True)):
                text = value.text if isinstance(value, (_Link, _Marked)) else flat(value)
                if not text:
                    continue
                if (length := _utf16_length(text)) > MAX_CELL_LENGTH:
                    where = f"{name}: {column} of {printable(flat(row[0]))}"
                    raise _too_large(
                        f"{where} has {length:,} characters, and a cell of Excel holds {MAX_CELL_LENGTH:,}"
                    )
                self._write(sheet, number, at, value, text, FIELDS_OF.get(column, column) in inferred)
                width, limit = cell_width(text), MAX_LINK_WIDTH if isinstance(value, _Link) else MAX_WIDTH
                widths[at] = max(widths[at], min(width, limit))
                lines = max(lines, ceil(width / limit))
            if lines > 1:
                sheet.set_row(number, min(LINE_HEIGHT * lines, MAX_HEIGHT))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width + _MARGIN)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(whole), len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": _ALL_CELLS})  # else Excel offers to make `2004` a number
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.repeat_rows(0)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Any, text: str, inferred: bool) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.inferred_value if inferred else self.value)
            return
        if isinstance(value, int) and abs(value) < MIN_ROUNDED:
            sheet.write_number(row, column, value, self.inferred_value if inferred else self.value)
            return
        style = self.inferred_text if inferred or isinstance(value, _Marked) else self.text
        # XlsxWriter takes such a text for its own markup of a text in several pieces, unless it is written as one.
        is_markup = text.startswith("<r>") and text.endswith("</r>")
        if isinstance(value, _Link) and self._may_link(value.address):
            style = self.linked
            sheet.write_url(row, column, value.address, style, "" if is_markup else text)
        if is_markup:
            sheet.write_rich_string(row, column, text[:1], text[1:2], text[2:], style)
        elif style is not self.linked:
            sheet.write_string(row, column, text, style)

    def _may_link(self, address: str) -> bool:
        """Whether Excel allows one more link on the sheet; both answers are counted."""
        self.links += 1
        allowed = self.links_on_sheet < MAX_LINKS and len(address) <= MAX_ADDRESS_LENGTH
        self.links_on_sheet += allowed
        self.omitted += not allowed
        return allowed


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _too_large(why: str) -> UsageError:
    return UsageError(f"{why}: export a Data Package instead, as rwpk export DIR does")
