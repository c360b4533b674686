"""Make slugs for tracking links from names: lower case ASCII letters, digits, '-' and '_'."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def slug(text: str) -> str:
    """Lower case ASCII letters, digits, '-' and '_'; accents dropped, everything else a '-'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", errors="ignore").decode("ascii")
    return re.sub(r"[^a-z0-9_]+", "-", plain.lower()).strip("-")


def account_slug(account: str) -> str:
    """Slug of an account's key, with a part of its digest where the key could not stay as it is."""
    short = slug(account)
    if short == account:
        return short
    return "-".join(part for part in (short, hashlib.sha256(account.encode()).hexdigest()[:8]) if part)
