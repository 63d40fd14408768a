"""A release to the description of its dataset: DCAT-AP, VoID, PROV."""

from esrgraph.release.dataset.edition import Edition
from esrgraph.release.dataset.statistics import CubeSize, Statistics, counts_form, statistics
from esrgraph.release.dataset.write import write_description

__all__ = ["CubeSize", "Edition", "Statistics", "counts_form", "statistics", "write_description"]
