"""Makes the two faces of Advance Pay Sans: Open Sans, and from DejaVu Sans the few signs that Open Sans lacks.

    python make.py OPEN_SANS_FOLDER DEJAVU_FOLDER OUT_FOLDER        (needs fontTools)

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
NOT_NEEDED = ["cvt ", "fpgm", "prep", "gasp", "DSIG", "hdmx", "LTSH", "VDMX", "GPOS", "GSUB"]
NOTICE = "Open Sans (Apache License 2.0), with signs from DejaVu Sans (Bitstream Vera licence)."


def add_signs(face, donor):
    shapes, names = donor.getGlyphSet(), donor.getBestCmap()
    for sign in SIGNS:
        if ord(sign) in face.getBestCmap() or ord(sign) not in names:
            continue
        recording = DecomposingRecordingPen(shapes)
        shapes[names[ord(sign)]].draw(recording)
        pen = TTGlyphPen(None)
        recording.replay(TransformPen(pen, (SCALE, 0, 0, SCALE, 0, 0)))
        name = f"uni{ord(sign):04X}"
        face.setGlyphOrder(face.getGlyphOrder() + [name])
        face["glyf"][name] = pen.glyph()
        advance = round(donor["hmtx"][names[ord(sign)]][0] * SCALE)
        glyph = face["glyf"][name]
        face["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
        for table in face["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(sign)] = name


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


def make(style, open_sans, dejavu, out):
    face, donor = TTFont(open_sans), TTFont(dejavu)
    for table in NOT_NEEDED:
        if table in face:
            del face[table]
    face["glyf"].removeHinting()
    add_signs(face, donor)
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
    open_sans, dejavu, out = map(Path, sys.argv[1:4])
    make("Regular", open_sans / "OpenSans-Regular.ttf", dejavu / "DejaVuSans.ttf", out)
    make("Bold", open_sans / "OpenSans-Bold.ttf", dejavu / "DejaVuSans-Bold.ttf", out)
