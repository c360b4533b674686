"""Who follows whom, as cells: groups of people who are alike. Contains no rates."""

from seeder.audience.audience import Audience
from seeder.audience.building import build_audience

__all__ = ["Audience", "build_audience"]
