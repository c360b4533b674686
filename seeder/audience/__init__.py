"""Who follows whom: cells of people, and people whom no cell holds. No rates."""

from seeder.audience.separate import Audience, build_audience

__all__ = ["Audience", "build_audience"]
