"""Evidence and defaults in, rates out, with provenance for every number."""

from seeder.rates.column import GIVEN, MEASURED, NO_DEFAULT, Provenance, RateColumn
from seeder.rates.estimation import Rates, estimate_rates
from seeder.rates.posterior import Posterior
from seeder.scenario.defaults import RateKind

__all__ = [
    "GIVEN",
    "MEASURED",
    "NO_DEFAULT",
    "Posterior",
    "Provenance",
    "RateColumn",
    "RateKind",
    "Rates",
    "estimate_rates",
]
