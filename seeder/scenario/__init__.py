"""What a user writes: documents, tables, conditions; read with all issues at once."""

from seeder.scenario.definition import Scenario
from seeder.scenario.reading import read_scenario
from seeder.scenario.settings import Setting

__all__ = ["Scenario", "Setting", "read_scenario"]
