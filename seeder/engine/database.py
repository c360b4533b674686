"""Open DuckDB databases in memory: bounded, and interruptible."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from seeder.engine.spill_folder import spill_folder

if TYPE_CHECKING:
    import duckdb

MEMORY = 1_800_000_000
"""Memory of the database, beyond which it spills to disk [bytes]."""

_WHITE_SPACE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_INTERRUPTED = "Query interrupted"
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def database(**settings: str | bool | int | float | list[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory.

    Raises KeyboardInterrupt at Ctrl-C while it answers. DuckDB runs the handlers of signals itself, drops what they
    raise, and reports a RuntimeError of its own.
    """
    import duckdb

    try:
        with duckdb.connect(config=settings) as connection, _interrupted_by_signals(connection):
            # Points in time are written alike on every machine.
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
    except (RuntimeError, duckdb.InterruptException) as error:
        if isinstance(error, duckdb.InterruptException) or str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from None
        raise


@contextmanager
def _interrupted_by_signals(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Tell the database of signals before their handlers raise: its other threads would run on, and be waited for."""

    def hear(number: int, frame: FrameType | None) -> None:
        connection.interrupt()
        handler = before[number]
        assert callable(handler)
        handler(number, frame)

    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.getsignal(number) for number in _SIGNALS if callable(signal.getsignal(number))}
    for number in before:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, handler in before.items():
            # Closed late, as an abandoned generator is, it finds the handlers of somebody else, which stay.
            if signal.getsignal(number) is hear:
                signal.signal(number, handler)


@contextmanager
def bounded_database(memory: int = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory [bytes] that spills into a temporary folder, which is removed in the end."""
    with (
        spill_folder() as folder,
        database(
            memory_limit=f"{memory}B",
            temp_directory=str(folder / "spilled"),
            # Every question that asks for an order says so; keeping that of the files costs memory.
            preserve_insertion_order="false",
            autoinstall_known_extensions="false",
        ) as connection,
    ):
        connection.execute("SET VARIABLE white_space = $text", {"text": _WHITE_SPACE})
        connection.execute("SET VARIABLE folder = $path", {"path": str(folder)})
        yield connection
