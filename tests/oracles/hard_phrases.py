"""The phrases that readers had to read twice, in one place: what tests keep out of pages and of what is printed."""

from __future__ import annotations

PHRASES = {
    # Words that mean one thing elsewhere, or nothing to somebody new.
    r"stand-ins?\b": "backup",
    r"\bin place of\b": "instead of; replaces",
    r"\bplan then\b": "after the swap",
    r"\bdrawn to\b": "pulled toward",
    r"\boverrul": "change",
    r"\b(?:hangs?|hanging) on\b": "depends on",
    r"\bheld back by:": "is blocked by",
    r"\b(?:would|might) pay (?:most|to)\b": "is worth finding out",
    r"\bnearest useful\b": "next in line",
    r"\bby followers alone (?:breaks|brings|\d)": "picking the biggest accounts",
    r"\bby their worth\b": "weighted",
    # "Stand" for "are", "told" for "reported", and what only people do said of data.
    r"\b(?:may|can) stand\b": "can be repeated; can be",
    r"\bstands? (?:again|above|behind|beside|here|in|on line|twice|directly)\b": "is",
    r"\bas (?:it|they) (?:stands?|stood)\b": "unchanged",
    r"\b(?:it|he|she) stands\b": "it is used",
    r"\b(?:is|are|was|were|and) told\b": "reported",
    r"\btold (?:so|as|of|apart)\b": "reported; distinguished",
    r"\btell(?:s|ing)? (?:of|everything|all|it)\b": "says; reports",
    r"\bknows? (?:no|nothing of)\b": "has no",
    r"\bspeaks? (?:of|then)\b": "is about",
    # Clauses without an antecedent, double negatives, inverted order.
    r"\bwhatever (?:nobody|is not|pairs|comes)\b": "depending on what nobody has measured",
    r"\b(?:who|that) share so\b": "whose overlaps match",
    r"\bwhat holds (?:it|with)\b": "its 80 % range",
    r"\bholds? it with\b": "its 80 % range",
    r"\bbetween (?:which|what) (?:numbers|the|its)\b": "the range of",
    r"\bof (?:which|whom)\b": "a sentence of its own",
    r"\bwhoever adds up\b": "simply adding up",
    r"\bwhat (?:was|is) made of\b": "how it was read",
    r"\bwhat becomes of\b": "how it is used",
    r"\bwhat (?:was|is) understood\b": "how it was understood",
    r"\bwritten otherwise\b": "converted",
    r"\b(?:names?|finds?|tells?) (?:every|all) (?:issues?|mistakes?)": "lists everything that needs fixing",
    r"\band says? how well\b": "tests",
    r"\bdo not know each other\b": "must not import each other",
    r"\bit rests (?:\d|…)": "all … here are our standard assumptions",
    r"\beight times in ten it\b": "likely result",
    r"\bbeside it:": "for comparison",
    r"\b(?:one|a) row an? (?!pair\b)\w+": "one row for each",
    r"\b(?:are|is) met within\b": "are reproduced",
    r"\b(?:1|scenario's|key|click) where blank\b": "if blank, …",
    r"\bcarried along\b": "copied",
    r"\bcounted times\b": "multiplied by",
    r"\bnothing fits that\b|\bthat adds anything fits\b": "no other useful ask fits",
    r"\bthat runs into\b": "ready-to-run, into",
    # Sentences that were replaced as a whole.
    r"\bpicks whom to ask\b": "tells you which influencers to contact",
    r"\band hands over\b": "gives you",
    r"\blet past posts\b": "use results of earlier posts",
    r"\bcascades come next\b": "word of mouth is not supported yet",
    r"\bnever take rows\b": "sample people, not rows",
    r"\ba better story\b": "tampering is detected",
}
"""Pattern, in any case → what says the same in plain words."""

PRINTED_PHRASES = (
    "beside it:", "drawn to the", "eight times in ten", "guessed", "hang on", "held back by", "in place of",
    "is unlimited and only", "it rests", "it would pay", "may stand", "nearest useful", "nothing spends", "overrule:",
    "sits inside", "so many held", "stand-in", "taken as", "then say what", "what is stated", "whatever", "whoever",
)  # fmt: skip
"""Further ones, in small letters, that have a right use on pages but none in what the terminal prints."""
