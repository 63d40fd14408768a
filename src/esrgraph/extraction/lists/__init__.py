"""An official list's bytes to projects, each with the line that states it, and to the rows that cannot be placed."""

from esrgraph.extraction.lists.reader import ProjectList, is_list, read_list
from esrgraph.extraction.lists.rows import ListedProject
from esrgraph.extraction.lists.table import UnplacedRow

__all__ = ["ListedProject", "ProjectList", "UnplacedRow", "is_list", "read_list"]
