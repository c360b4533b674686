"""Evidence and defaults in, rates out, with provenance for every number."""

from seeder.rates.defaults import RateKind
from seeder.rates.estimation import GIVEN, RateColumn, Rates, estimate_rates

__all__ = ["GIVEN", "RateColumn", "RateKind", "Rates", "estimate_rates"]
