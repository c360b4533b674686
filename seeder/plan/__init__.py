"""The selection as asks to people: in order, with reasons, backups and links."""

from seeder.plan.making import make_plan
from seeder.plan.pick import Pick
from seeder.plan.plan import Plan
from seeder.plan_document import Reserve

__all__ = ["Pick", "Plan", "Reserve", "make_plan"]
