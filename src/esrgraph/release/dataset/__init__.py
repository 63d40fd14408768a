"""A release to the description of its dataset: DCAT-AP, VoID, PROV."""

from esrgraph.release.dataset.description import write_description
from esrgraph.release.dataset.edition import Edition
from esrgraph.release.dataset.statistics import Statistics, statistics

__all__ = ["Edition", "Statistics", "statistics", "write_description"]
