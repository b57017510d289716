"""Small registers of divisions, written as the two big ones are published."""

import csv
import gzip
import io
from pathlib import Path

import xlsxwriter

NBS = ("code12", "code", "level", "name", "parent_code")
MCA = ("code", "level", "name", "kind", "parent_code", "sort_order")
PLAIN = ("code", "level", "name", "parent_code")
LEVELS = {2: "1", 4: "2", 6: "3", 9: "4", 12: "5"}
LENGTHS = (2, 4, 6, 9, 12)

PLACES = {
    "12": "天津市",
    "1201": "市辖区",
    "120101": "和平区",
    "120101001": "劝业场街道",
    "120101001001": "花园路社区居委会",
    "44": "广东省",
    "4401": "广州市",
    "440114": "花都区",
    "440114109": "花东镇",
    "440114109201": "石角村委会",
    "440114109202": "港头村委会",
    "440114109203": "大㘵村委会",
    "4417": "阳江市",
    "441781": "阳春市",
    "441781105": "春湾镇",
    "441781105201": "石林村委会",
}
MCA_PLACES = {
    "12": "天津市",
    "120101": "和平区",
    "120101001": "劝业场街道",
    "44": "广东省",
    "4401": "广州市",
    "440114": "花都区",
    "440114103": "花东镇",
    "440114104": "新设镇",
}


def parent_of(code, codes):
    """Return the longest code in the register that this one begins with."""
    return next((code[:n] for n in reversed(LENGTHS) if n < len(code) and code[:n] in codes), "")


def cells(places, columns):
    """Return the lines of a register with these columns."""
    lines = []
    for number, (code, name) in enumerate(places.items()):
        known = {
            "code12": code.ljust(12, "0"),
            "code": code,
            "level": LEVELS[len(code)],
            "name": name,
            "parent_code": parent_of(code, places),
            "kind": "镇",
            "sort_order": str(number),
        }
        lines.append([known[column] for column in columns])
    return lines


def text_of(places, columns=NBS):
    """Return a register as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(cells(places, columns))
    return out.getvalue()


def write(folder: Path, name: str, places, columns=NBS) -> Path:
    """Write a register; the format follows the name."""
    path = folder / name
    if name.endswith(".xlsx"):
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        for at, line in enumerate([list(columns), *cells(places, columns)]):
            for column, cell in enumerate(line):
                sheet.write(at, column, int(cell) if cell.isdigit() else cell)
        book.close()
    elif name.endswith(".gz"):
        path.write_bytes(gzip.compress(text_of(places, columns).encode()))
    else:
        path.write_text(text_of(places, columns), encoding="utf-8")
    return path
