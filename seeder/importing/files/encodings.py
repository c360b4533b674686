"""Decodes text files: byte-order marks, UTF-8, UTF-16 and UTF-32, then the likeliest other encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from seeder.errors import Issue, Place, ScenarioError
from seeder.importing.files.likely_encodings import find_likeliest, tried_encodings
from seeder.importing.raw_cells import Fault, Guess, refusal

OPTION = "--encoding NAME"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 60_000
_MOST_STRAY_SHARE = 0.2
_MOST_PIECES = 2_000


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A file as text."""

    text: str  # the text without byte-order mark
    guesses: tuple[Guess, ...] = ()
    faults: tuple[Fault, ...] = ()  # lines that another encoding had to read
    unfit: Issue | None = None  # why no encoding fits, if none does; the text is read by the likeliest all the same


def decode_table(source: str, raw: bytes, *, encoding: str | None = None) -> DecodedText:
    """Decode a text file; refuse a given encoding that is unknown, or does not fit the bytes.

    A byte-order mark decides; else the pattern of zero bytes that UTF-16 and UTF-32 leave; else UTF-8 if every byte
    fits; else the encoding under which the letters beyond ASCII are likeliest, by the letters of the languages that are
    written in it. A file of UTF-8 with some lines that are not is read line by line.
    """
    if encoding is not None:
        return _decode_as_told(source, raw, encoding)
    for mark, name in _MARKS:
        if raw.startswith(mark):
            body = raw[len(mark) :]
            try:
                return DecodedText(body.decode(name))
            except UnicodeDecodeError as error:
                if name == "utf-8":
                    return _decode_mixed(body, n_marks=1) or _decode_legacy(source, body)
                cut = _cut_short(body, name, error)
                if cut is not None:
                    return cut
                raise ScenarioError([_misfit(source, name, raw, error)]) from None
    if b"\0" in raw:
        wide = _wide_encoding(raw)
        if wide is not None:
            reason = "the pattern of zero bytes is typical of it"
            return DecodedText(raw.decode(wide, errors="replace"), (Guess("encoding", wide, reason, OPTION),))
    try:
        return DecodedText(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _decode_mixed(raw) or _decode_legacy(source, raw)


def _decode_as_told(source: str, raw: bytes, encoding: str) -> DecodedText:
    try:
        name = codecs.lookup(encoding).name
        is_text = codecs.lookup(encoding)._is_text_encoding
    except LookupError:
        is_text = False
    if not is_text:
        raise refusal(
            "--encoding",
            f"there is no encoding {encoding[:40]!r}",
            "Use the Python name of the encoding, such as utf-8, cp1252, utf-16, shift_jis",
            "Correct the name, or leave the option out",
        )
    for mark, marked in _MARKS:
        fits = name == marked or name == "utf-8-sig" or (name in ("utf-16", "utf-32") and marked.startswith(name))
        if raw.startswith(mark) and fits:
            raw, name = raw[len(mark) :], marked
            break
    try:
        return DecodedText(raw.decode(name))
    except (UnicodeDecodeError, UnicodeError) as error:
        raise ScenarioError([_misfit(source, name, raw, error)]) from None


def _misfit(source: str, encoding: str, raw: bytes, error: UnicodeError) -> Issue:
    start = error.start if isinstance(error, UnicodeDecodeError) else 0
    shown = f"the byte 0x{raw[start]:02x}" if start < len(raw) else "the end of the file"
    return Issue(
        Place(source, raw.count(b"\n", 0, start) + 1),
        f"{shown} is not {encoding}",
        "Every byte of a text file must fit its encoding",
        "Name another encoding with --encoding, leave the option out, or save the file as UTF-8",
    )


def _cut_short(body: bytes, name: str, error: UnicodeDecodeError) -> DecodedText | None:
    """Read a file whose last character is cut in two."""
    if len(body) - error.start >= 4:
        return None
    reason = "the file ends in the middle of a character; this character was removed"
    return DecodedText(body[: error.start].decode(name), (Guess("encoding", name, reason),))


def _wide_encoding(raw: bytes) -> str | None:
    """UTF-32 or UTF-16 without a mark: the one that gives most ASCII and no zero character."""
    sample = raw[:_SAMPLE]
    best, best_share = None, 0.2
    for name, size in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        try:
            text = sample[: len(sample) // size * size].decode(name)
        except UnicodeDecodeError as error:
            # The sample may end between the two halves of a character.
            if len(sample) - error.start > size:
                continue
            text = sample[: error.start].decode(name)
        if not text or "\0" in text:
            continue
        share = sum(character.isascii() for character in text) / len(text)
        # A table in Chinese has few ASCII characters beside its delimiters: line breaks tell it too.
        if "\n" in text or "\r" in text:
            share += 0.15
        if share > best_share:
            best, best_share = name, share
    return best


def _decode_mixed(raw: bytes, *, n_marks: int = 0) -> DecodedText | None:
    """Read UTF-8 with some lines in another encoding; None if too few lines beyond ASCII are UTF-8."""
    lines = raw.split(b"\n")
    strays = []
    n_utf8 = 0
    for position, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            n_utf8 += 1
        except UnicodeDecodeError:
            strays.append(position)
    if not n_marks and len(strays) > _MOST_STRAY_SHARE * (n_utf8 + len(strays)):
        return None
    other = find_likeliest(b"\n".join(lines[position] for position in strays))
    texts = [line.decode("utf-8", errors="replace") for line in lines]
    faults = []
    for position in strays:
        texts[position] = _decode_fully(lines[position], other.name)
        reason = f"this line is not UTF-8 like the others; it was read as {other.shown}"
        faults.append(Fault(position + 1, None, texts[position][:60], reason))
    reason = f"all lines are UTF-8 except {len(strays)}, read as {other.shown} (the first is line {strays[0] + 1})"
    return DecodedText("\n".join(texts), (Guess("encoding", "utf-8", reason, OPTION),), tuple(faults))


def _decode_legacy(source: str, raw: bytes) -> DecodedText:
    found = find_likeliest(raw)
    guess = Guess("encoding", f"{found.shown} ({found.name})", found.reason, OPTION, found.is_doubtful)
    unfit = Issue(
        Place(source),
        f"the file is not UTF-8, and its letters form no words in any encoding that was tried: {tried_encodings()}",
        "A text file must be UTF-8 or in an encoding that seeder recognises or you name",
        "Name its encoding, such as --encoding cp874 for Thai or cp1257 for Baltic languages, or save it as UTF-8",
    )
    return DecodedText(_decode_fully(raw, found.name), (guess,), unfit=None if found.fits else unfit)


def _decode_fully(raw: bytes, name: str) -> str:
    """Decode; a byte without a character in a Windows encoding becomes the control character of its number."""
    try:
        return raw.decode(name)
    except UnicodeDecodeError:
        pieces: list[str] = []
        rest = memoryview(raw)
        decode = codecs.lookup(name).decode
        for _ in range(_MOST_PIECES):
            try:
                pieces.append(decode(rest)[0])
                return "".join(pieces)
            except UnicodeDecodeError as error:
                pieces.append(decode(rest[: error.start])[0])
                pieces.append(chr(rest[error.start]))
                rest = rest[error.start + 1 :]
        pieces.append(decode(rest, "replace")[0])
        return "".join(pieces)
