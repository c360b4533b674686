"""Databases in memory, and the signals that are heard while they answer."""

from __future__ import annotations

import signal

from seeder.engine.database import database


def test_a_database_closed_late_leaves_the_handlers_of_others() -> None:
    def mine(*_: object) -> None: ...

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        opened = database()
        opened.__enter__()
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        signal.signal(signal.SIGINT, mine)
        opened.__exit__(None, None, None)
        assert signal.getsignal(signal.SIGINT) is mine
        with database():
            assert signal.getsignal(signal.SIGINT) is not mine
        assert signal.getsignal(signal.SIGINT) is mine
    finally:
        signal.signal(signal.SIGINT, before)
