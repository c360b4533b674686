"""Read what a user writes, documents and tables, and report all issues at once."""

from seeder.scenario.definition import Scenario
from seeder.scenario.document.settings import Setting
from seeder.scenario.reading import read_scenario

__all__ = ["Scenario", "Setting", "read_scenario"]
