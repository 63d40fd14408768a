"""Options from the environment and from a file, and which one counts."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from esrgraph.cli import main
from esrgraph.release.folder import DataFolder


def shown(*options: str, **environment: str) -> dict[str, str]:
    result = CliRunner().invoke(main, ["serve", *options, "--show-config"], env=environment)
    assert result.exit_code == 0, result.output
    return dict(line.split(" = ", 1) for line in result.output.splitlines() if " = " in line)


def test_the_command_line_counts_most_then_the_environment_then_the_file(tmp_path: Path) -> None:
    file = tmp_path / "esrgraph.toml"
    file.write_text('data = "/srv/esr"\nport = 8001\nrows = 10\nqueue = 5\ntrusted-proxies = "10.0.0.1"\n')
    found = shown("--config", str(file), "--queue", "7", ESRGRAPH_SERVE_ROWS="20", ESRGRAPH_SERVE_QUEUE="6")
    assert found["data"] == '"/srv/esr"  # file'
    assert found["port"] == "8001  # file"
    assert found["rows"] == "20  # environment"
    assert found["queue"] == "7  # given"
    assert found["trusted-proxies"] == '"10.0.0.1"  # file'
    assert found["prefix-stripped"] == "false"


def test_an_option_has_the_variable_of_its_name_whatever_the_code_calls_it() -> None:
    assert shown("--data", "x", ESRGRAPH_SERVE_MCP="1")["mcp"] == "true  # environment"
    named = CliRunner().invoke(main, ["queries"], env={"ESRGRAPH_QUERIES_LANG": "sv"})
    assert named.output == CliRunner().invoke(main, ["queries", "--lang", "sv"]).output


def test_what_is_shown_can_be_a_file_again(tmp_path: Path) -> None:
    first = CliRunner().invoke(main, ["serve", "--data", "x", "--log", "json", "--show-config"]).output
    (tmp_path / "again.toml").write_text(first)
    again = CliRunner().invoke(main, ["serve", "--config", str(tmp_path / "again.toml"), "--show-config"]).output
    plain = [line.partition("  #")[0] for line in first.splitlines()]
    assert [line.partition("  #")[0] for line in again.splitlines()] == plain


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("rows = 1\nprot = 1\n", "esrgraph.toml, line 2: there is no option 'prot'"),
        ("port = \n", "is no TOML"),
        ("port = 'x'\n", "not a valid integer"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "esrgraph.toml"
    file.write_text(content)
    result = CliRunner().invoke(main, ["serve", "--data", "x", "--config", str(file)])
    assert result.exit_code == 2
    assert told in result.output


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--data", str(tmp_path), "--config", str(tmp_path / "none.toml")])
    assert result.exit_code == 2
    assert "cannot be read" in result.output


@pytest.mark.parametrize("address", ["everywhere", "127.0.0.1:99999", ":"])
def test_a_metrics_address_that_is_none_is_told(data: DataFolder, address: str) -> None:
    result = CliRunner().invoke(main, ["serve", "--data", str(data.path), "--port", "0", "--metrics", address])
    assert result.exit_code == 2
    assert f"'--metrics': '{address}' is no address" in result.output


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ESRGRAPH_SERVE_MEMORY", "100000000000000"),
        ("ESRGRAPH_SERVE_JOBS", "100000000000000000000"),
        ("ESRGRAPH_SERVE_PROCESSES", "5000"),
        ("ESRGRAPH_SERVE_PORT", "abc"),
        ("ESRGRAPH_SERVE_LOG", "xml"),
        ("ESRGRAPH_SERVE_MCP", "perhaps"),
        ("ESRGRAPH_SERVE_METRICS", "everywhere"),
    ],
)
def test_a_variable_with_a_wrong_value_is_named(variable: str, value: str) -> None:
    result = CliRunner().invoke(main, ["serve", "--data", "x"], env={variable: value})
    assert result.exit_code == 2
    assert re.search(rf"Invalid value for the variable {variable}: '?{value}'? is no", result.output), result.output


@pytest.mark.parametrize(
    ("line", "place"),
    [("port = 'x'", "'port'"), ('"port" = "x"', "'port'"), ("trusted-proxies = ''\nrows = 'x'", "'rows'")],
)
def test_a_wrong_value_in_the_file_is_named_with_its_line(tmp_path: Path, line: str, place: str) -> None:
    file = tmp_path / "esrgraph.toml"
    file.write_text(f"# no port = 1\n\n{line}\n")
    result = CliRunner().invoke(main, ["serve", "--data", "x", "--config", str(file)])
    number = 3 + line.count("\n")
    assert result.exit_code == 2
    assert f"Invalid value for {place} in {file}, line {number}: 'x' is not a valid integer" in result.output


def test_a_variable_that_is_no_option_is_told_and_goes_on() -> None:
    variables = {"ESRGRAPH_SERVE_PROT": "1", "ESRGRAPH_SERVE_SERVICE_HOST": "10.0.0.1", "ESRGRAPH_BUILD_X": ""}
    result = CliRunner().invoke(main, ["serve", "--data", "x", "--show-config"], env=variables)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "esrgraph: the variable ESRGRAPH_SERVE_PROT is not looked at: ESRGRAPH_SERVE_PORT is",
        "esrgraph: the variable ESRGRAPH_SERVE_SERVICE_HOST is not looked at: there is no such option",
    ]
    assert CliRunner().invoke(main, ["serve", "--data", "x", "--show-config"]).stderr == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("port = [1, 2]", "[1, 2] is not taken here; give a text or a number"),
        ("port = [\n1]", "[1] is not taken here"),
        ("port = 2020-01-01", '"2020-01-01" is not taken here'),
        ("port = 12:00:00", '"12:00:00" is not taken here'),
        ("port = {a = 1}", '{"a": 1} is not taken here'),
        ("[port]\na = 1", '{"a": 1} is not taken here'),
        ("port.a = 1", '{"a": 1} is not taken here'),
        ("port = true", "true is not taken here"),
        ("port = 8000.5", "'8000.5' is not a valid integer"),
        ("host = false", "false is not taken here"),
        ("host = ''", "'' is no address"),
        ("mcp = [true]", "[true] is not taken here; give true or false"),
        ("mcp = 5", "'5' is not a valid boolean"),
        ("rows = inf", "'inf' is not a valid integer"),
        ("seconds = nan", "nan is no number of seconds"),
        ("seconds = inf", "inf is no number of seconds"),
        ("seconds = 0", "0.0 is not in the range"),
        ("wait = -inf", "-inf is not in the range"),
        ("trusted-proxies = [1]", "[1] is not taken here; give a text or a number, or a list of texts"),
        ("trusted-proxies = ['127.0.0.1', 'balancer']", "'balancer' is neither an address nor a network"),
        ("trusted-proxies = '10.0.0.1/8'", "'10.0.0.1/8' is neither an address nor a network"),
    ],
)
def test_a_value_of_a_wrong_kind_is_refused_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "esrgraph.toml"
    file.write_text(f"data = 'x'\n{line}\n")
    result = CliRunner().invoke(main, ["serve", "--config", str(file), "--show-config"])
    assert result.exit_code == 2
    name = line.partition(" =")[0].partition("]")[0].partition(".")[0].lstrip("[")
    assert f"Invalid value for '{name}' in {file}, line 2: {told}" in result.stderr


@pytest.mark.parametrize("option", ["seconds", "wait"])
@pytest.mark.parametrize("value", ["nan", "inf", "1e300"])
def test_seconds_that_never_end_are_refused_wherever_they_are_given(option: str, value: str) -> None:
    for given, environment in (([f"--{option}", value], {}), ([], {f"ESRGRAPH_SERVE_{option.upper()}": value})):
        result = CliRunner().invoke(main, ["serve", "--data", "x", *given, "--show-config"], env=environment)
        assert result.exit_code == 2
        assert "is no number of seconds" in result.stderr


@pytest.mark.parametrize("command", [["query", "x", "--timeout"], ["mcp", "--seconds"], ["push", "--timeout"]])
def test_other_commands_refuse_such_seconds_too(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "nan"])
    assert result.exit_code == 2
    assert "nan is no number of seconds" in result.stderr


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("['127.0.0.1', '10.0.0.0/8']", "127.0.0.1,10.0.0.0/8"),
        ("'127.0.0.1, ::1,'", "127.0.0.1,::1"),
        ("[]", ""),
        ("'*'", "*"),
    ],
)
def test_trusted_proxies_are_a_text_or_a_list_of_texts(tmp_path: Path, written: str, told: str) -> None:
    file = tmp_path / "esrgraph.toml"
    file.write_text(f"data = 'x'\ntrusted-proxies = {written}\n")
    assert shown("--config", str(file))["trusted-proxies"] == f'"{told}"  # file'


@pytest.mark.parametrize("variable", ["FORWARDED_ALLOW_IPS", "ESRGRAPH_SERVE_TRUSTED_PROXIES"])
def test_a_proxy_that_is_no_address_is_refused(variable: str) -> None:
    result = CliRunner().invoke(main, ["serve", "--data", "x", "--show-config"], env={variable: "127.0.0.1,nonsense"})
    assert result.exit_code == 2
    assert f"Invalid value for the variable {variable}: 'nonsense' is neither" in result.stderr


@pytest.mark.parametrize("data", ['a"b', "a\\b", "a\nb", "a\x7fb", "ä\U0001f600", "a # b"])
def test_whatever_is_shown_is_toml(data: str) -> None:
    result = CliRunner().invoke(main, ["serve", "--data", data, "--rows", str(10**9), "--show-config"])
    found = tomllib.loads(result.output)
    assert (found["data"], found["rows"]) == (data, 10**9)
