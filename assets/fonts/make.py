"""Makes the two faces of Advance Pay Sans: Open Sans, from DejaVu Sans the signs and letters that it lacks, and from Noto
Sans Cherokee those of a script that is written in the neighbourhood.

    python make.py OPEN_SANS_FOLDER DEJAVU_FOLDER NOTO_FOLDER OUT_FOLDER        (needs fontTools)

Hinting is left out: the program draws without it, and every PDF carries a subset of the file.
"""

import sys
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Advance Pay Sans"
SIGNS = "✓✗☑☐◀▶▲▼←→↑↓□▢●○‐‑"
SCALE = 0.86  # DejaVu's signs are large beside Open Sans's letters.
# Letters that are drawn one after the other, from left to right, each by itself: Latin, Greek, Cyrillic, Armenian, Georgian.
LETTERS = [*range(0x180, 0x250), *range(0x300, 0x370), *range(0x370, 0x588), *range(0x10A0, 0x1100), *range(0x1E00, 0x1F00)]
CHEROKEE = [*range(0x13A0, 0x1400), *range(0xAB70, 0xABC0)]
NOT_NEEDED = ["cvt ", "fpgm", "prep", "gasp", "DSIG", "hdmx", "LTSH", "VDMX", "GPOS", "GSUB"]
NOTICE = (
    "Open Sans (Apache License 2.0), with signs and letters from DejaVu Sans (Bitstream Vera licence) and letters from "
    "Noto Sans Cherokee (SIL Open Font License 1.1)."
)


def add(face, donor, codes, scale):
    """Takes from `donor` what `face` lacks of these characters, `scale` times as large beside its own em."""
    shapes, names, there = donor.getGlyphSet(), donor.getBestCmap(), face.getBestCmap()
    scale *= face["head"].unitsPerEm / donor["head"].unitsPerEm
    for code in codes:
        if code in there or code not in names:
            continue
        recording = DecomposingRecordingPen(shapes)
        shapes[names[code]].draw(recording)
        pen = TTGlyphPen(None)
        recording.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        name = f"uni{code:04X}"
        face.setGlyphOrder(face.getGlyphOrder() + [name])
        face["glyf"][name] = pen.glyph()
        advance = round(donor["hmtx"][names[code]][0] * scale)
        face["hmtx"][name] = (advance, getattr(face["glyf"][name], "xMin", 0))
        for table in face["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def add_all(face, dejavu, noto):
    add(face, dejavu, map(ord, SIGNS), SCALE)
    add(face, dejavu, LETTERS, SCALE)
    add(face, noto, CHEROKEE, 1.0)


def rename(face, style):
    keep = {0, 13, 14}
    face["name"].names = [record for record in face["name"].names if record.nameID in keep]
    texts = {1: FAMILY, 2: style, 3: f"{FAMILY} {style} 1", 4: f"{FAMILY} {style}", 5: "Version 1.0",
             6: f"AdvancePaySans-{style}", 10: NOTICE}
    for name_id, text in texts.items():
        face["name"].setName(text, name_id, 3, 1, 0x409)


def keep_latin_kerning(face):
    """The whole table is longer than its own length field can say; pairs of basic Latin letters are what we print."""
    latin = {name for code, name in face.getBestCmap().items() if code < 0x100}
    for table in face["kern"].kernTables:
        table.kernTable = {pair: by for pair, by in table.kernTable.items() if latin.issuperset(pair)}


def make(style, open_sans, dejavu, noto, out):
    face = TTFont(open_sans)
    for table in NOT_NEEDED:
        if table in face:
            del face[table]
    face["glyf"].removeHinting()
    add_all(face, TTFont(dejavu), TTFont(noto))
    rename(face, style)
    options = Options(hinting=False, legacy_kern=True, name_IDs=["*"], notdef_outline=True, glyph_names=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=face.getBestCmap().keys())
    subsetter.subset(face)
    keep_latin_kerning(face)
    face["head"].modified = face["head"].created
    face.recalcTimestamp = False
    face.save(out / f"AdvancePaySans-{style}.ttf")


if __name__ == "__main__":
    open_sans, dejavu, noto, out = map(Path, sys.argv[1:5])
    for style, signs in [("Regular", "DejaVuSans"), ("Bold", "DejaVuSans-Bold")]:
        letters = noto / f"NotoSansCherokee-{style}.ttf"
        make(style, open_sans / f"OpenSans-{style}.ttf", dejavu / f"{signs}.ttf", letters, out)
