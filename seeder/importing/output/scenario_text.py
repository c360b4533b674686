"""Writes the scenario.yaml that goes with an imported table."""

from __future__ import annotations

import io

from seeder.importing.written_cells import one_line
from seeder.scenario.document.json_schema import SCHEMA_FILE
from seeder.text import for_terminal

EFFORT = 40
"""Hours of the budget to start from; assumed: one week of one person."""


def write_scenario_text(name: str, source: str) -> str:
    """Write the document, with comments on what to do next."""
    shown = one_line(for_terminal(source))
    return f"""\
# yaml-language-server: $schema=./{SCHEMA_FILE}
# $schema: ./{SCHEMA_FILE}

# Started from {shown}; import-report.md explains how each column and row was read.
name: {_yaml_text(name)}
objective: clicks                 # or: reach (people who see a post), conversions (people who act)
budget:
  effort: {EFFORT}                      # your working hours for asking
accounts: accounts.csv

# Numbers missing in the table are standard assumptions with a source; the plan marks them. Replace them by your own:
#
# approaches:
#   cold:  {{effort: 0.5, acceptance: 0.05}}
#   intro: {{effort: 2, acceptance: 0.35, where: "followers < 10000"}}
#
# Results of earlier posts and asks, in tables beside this file:
#
# evidence:
#   posts: posts.csv              # handle, clicks; impressions, conversions, date if known
#   asks: asks.csv                # account, asked, accepted; approach if known
#
# rules:
#   accounts: {{at_most: 25}}
"""


def _yaml_text(text: str) -> str:
    """Text as a YAML value, quoted where it must be."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 100_000
    out = io.StringIO()
    yaml.dump({"name": text}, out)
    return out.getvalue().removeprefix("name:").strip()
