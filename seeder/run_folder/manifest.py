"""The keys of ``manifest.json``; :func:`seeder.verify_run` checks what they say of a run."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from seeder.plan_document import Amounts, Document, Number, Text, Truth, Whole


def _piece(value: Any) -> str | int:
    if isinstance(value, str) or (type(value) is int and value >= 0):
        return value
    raise PydanticCustomError("piece", "It must be text, or a whole number of 0 or more")


class StopDocument(Document):
    """What a search was allowed."""

    time_limit: Annotated[Number, Field(ge=0)] | None
    """Seconds to search; null if there was no limit. [s]"""
    relative_gap: Annotated[Number, Field(ge=0, lt=1)]
    """Gap at which the search may stop. [share of the bound]"""
    iterations: Whole | None
    """Steps to search; null if there was no limit."""


class ProblemDocument(Document):
    """The problem that was solved: a digest of what is exact in it, and sums of what was computed."""

    digest: Text
    sums: Amounts


class FileDocument(Document):
    """A file of the run."""

    sha256: Text
    bytes: Whole


class InputDocument(FileDocument):
    """A file that was read; ``path`` counts from the run folder."""

    name: Text
    path: Text


class SettingDocument(Document):
    """A setting that was laid over the document: :class:`seeder.scenario.Setting`."""

    key: Annotated[tuple[Annotated[str | int, PlainValidator(_piece)], ...], Field(min_length=1)]
    value: Text
    origin: Text


class ManifestDocument(Document):
    """How a run came about, and the digests of its files."""

    schema_version: Whole
    command: tuple[Text, ...]
    seed: Whole
    method: Text
    stop: StopDocument
    problem: ProblemDocument
    interrupted: Truth
    draws: Annotated[Whole, Field(ge=1)] | None
    """Most results that were drawn for the outcome, if the time limit left no time for all; else null."""
    seconds: Amounts
    versions: dict[Text, Text]
    inputs: tuple[InputDocument, ...]
    settings: tuple[SettingDocument, ...]
    files: dict[Text, FileDocument]
    sha256: Text
    """Digest of the manifest without this key."""

    @property
    def version(self) -> str:
        """Version of seeder that wrote the run."""
        return self.versions.get("seeder", "unknown")
