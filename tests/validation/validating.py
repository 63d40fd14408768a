"""The command `validate`, run."""

from click.testing import CliRunner, Result

from esrgraph.cli import main


def run(*arguments: object) -> Result:
    """How the command ends with these arguments."""
    return CliRunner().invoke(main, ["validate", *map(str, arguments)])
