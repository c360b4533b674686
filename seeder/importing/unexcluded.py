"""Notes on accounts that no rule excludes, although a status column says that they must not be asked.

An import writes such a rule. A later export, or a person, may write further statuses that the rule does not name.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seeder.errors import Note, Place
from seeder.figures import counted, listed
from seeder.importing.asked_before import has_statuses, statuses_of
from seeder.importing.columns.status_words import REFUSED
from seeder.importing.output.scenario_text import yaml_flow
from seeder.scenario.definition import Scenario
from seeder.scenario.spending import excluded_accounts
from seeder.scenario.tables.account_names import AccountNames
from seeder.scenario.where.where_tokens import one_of

_MOST_NAMED = 3
_MOST_IN_RULE = 12


def unexcluded_refusals(scenario: Scenario) -> Iterator[Note]:
    """A note for each column of statuses by which accounts must not be asked that the plan may ask all the same."""
    accounts = scenario.accounts
    columns = {name: cells for name, cells in accounts.carried.items() if has_statuses(name, cells)}
    if not columns:
        return
    out = excluded_accounts(scenario.document, AccountNames(accounts), scenario.group_accounts, accounts.n_accounts)
    is_asked = np.any(np.array(scenario.approach_accounts), axis=0) & ~out
    for name, cells in columns.items():
        found = statuses_of(name, cells)
        if found is None:
            continue
        rows = [row for row, kind in enumerate(found.kinds) if kind == REFUSED and is_asked[accounts.row_account[row]]]
        if not rows:
            continue
        keys = list(dict.fromkeys(accounts.account_id[int(accounts.row_account[row])] for row in rows))
        named = listed([repr(key[:40]) for key in keys[:_MOST_NAMED]]) + (" …" if len(keys) > _MOST_NAMED else "")
        them = "it" if len(keys) == 1 else "them"
        texts = list(dict.fromkeys(cells[row] for row in rows))
        rule = yaml_flow({"where": one_of(name, texts[:_MOST_IN_RULE]), "at_most": 0})
        yield Note(
            Place(accounts.table.source, accounts.table.lines[rows[0]], name),
            f"{counted(len(keys), 'account')} said no or must not be asked, and no rule excludes {them}: {named}. The "
            f"plan may ask {them}. To prevent that, add to rules.groups in scenario.yaml: {rule}",
        )
