"""The selection as asks to people: in order, with reasons, stand-ins and links."""

from seeder.plan.asks import Pick, Plan, Reserve
from seeder.plan.making import make_plan

__all__ = ["Pick", "Plan", "Reserve", "make_plan"]
