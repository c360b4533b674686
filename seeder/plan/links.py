"""Tracking links: one for each account, so that clicks can be attributed."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from seeder.scenario.slugs import account_slug, slug

_MEDIUM = "social"


def tracking_link(link: str, *, account: str, platform: str, campaign: str) -> str:
    """Add utm_source, utm_medium, utm_campaign and utm_content to a link.

    The link's own query and fragment stay; parameters of the same names are replaced. Values are lower case letters,
    digits, ``-`` and ``_``. ``utm_content`` identifies the account: where its key had to be changed, a part of its
    digest keeps it apart from others.

    References
    ----------
    The names of the parameters are those that web analytics read (utm_source, utm_medium, utm_campaign, utm_content).
    """
    parts = urlsplit(link)
    ours = {
        "utm_source": slug(platform) or "direct",
        "utm_medium": _MEDIUM,
        "utm_campaign": slug(campaign) or "campaign",
        "utm_content": account_slug(account),
    }
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in ours]
    query = urlencode([*kept, *ours.items()], quote_via=quote)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))
