"""The language of ``where``: its words, its syntax, and the accounts that it matches."""
