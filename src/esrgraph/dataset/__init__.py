"""A release to the description of its dataset: DCAT-AP, VoID, PROV."""

from esrgraph.dataset.description import write_description
from esrgraph.dataset.edition import Edition
from esrgraph.dataset.statistics import Statistics, statistics

__all__ = ["Edition", "Statistics", "statistics", "write_description"]
