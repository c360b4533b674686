"""Who follows whom: cells of people, and people whom no cell holds. No rates."""

from seeder.audience.audience import Audience
from seeder.audience.building import build_audience

__all__ = ["Audience", "build_audience"]
