"""The selection as asks to people: in order, with reasons, stand-ins and links."""

from seeder.plan.asks import Plan, Reserve
from seeder.plan.making import make_plan
from seeder.plan.pick import Pick

__all__ = ["Pick", "Plan", "Reserve", "make_plan"]
