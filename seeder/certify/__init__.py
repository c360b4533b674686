"""Upper bounds that anyone can recompute from their definition, without a solver."""

from seeder.certify.array_json import Sizes
from seeder.certify.bounds import Region, certified_bound, is_pin, usable_options
from seeder.certify.certificate import Certificate
from seeder.certify.cut_checks import CombinedRows, LeastWeights, add_cuts, largest_within
from seeder.certify.cuts import Cut
from seeder.certify.prices import CellPrices
from seeder.certify.replaying import proved_bound
from seeder.certify.tree import ProofNode, ProofTree
from seeder.certify.verifying import Verified, verify

__all__ = [
    "CellPrices",
    "Certificate",
    "CombinedRows",
    "Cut",
    "LeastWeights",
    "ProofNode",
    "ProofTree",
    "Region",
    "Sizes",
    "Verified",
    "add_cuts",
    "certified_bound",
    "is_pin",
    "largest_within",
    "proved_bound",
    "usable_options",
    "verify",
]
