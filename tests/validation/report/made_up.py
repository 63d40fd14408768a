"""A made-up validation, all of it fiction, with whatever a report must stand: markup, formulas, line breaks, gaps."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from esrgraph.ingest.outcomes import Unused
from esrgraph.ingest.source_lines import Place
from esrgraph.rdf.iris import HERE
from esrgraph.validation.documents import unused_findings
from esrgraph.validation.findings import Check, Completeness, Finding, Level, Shape, Validation, ValidationResult
from esrgraph.validation.report import FORMATS, Report, WrittenReport, compare

BASE = "http://localhost:8000/"
ESR = "https://w3id.org/esrgraph/ontology#"
NAUGHTY = '<script>alert("ESR")</script> & Pelto'


def shape(code: str, severity: Level, field: str | None, message: tuple[str, str, str], **rest: object) -> Shape:
    return Shape(
        iri=f"https://w3id.org/esrgraph/shapes#{code}",
        code=code,
        severity=severity,
        message=dict(zip(("fi", "sv", "en"), message, strict=True)),
        remedy={"fi": "Korjaa tieto lähteeseen.", "sv": "Rätta uppgiften i källan.", "en": "Correct it at the source."},
        why={
            "fi": "Väärä tieto estää hankkeen löytymisen.",
            "sv": "En felaktig uppgift gör att projektet inte hittas.",
            "en": "With a wrong value the project is not found.",
        },
        field=field,
        **rest,
    )


BUSINESS_ID = shape(
    "ESR-O-003",
    Level.VIOLATION,
    "partners",
    (
        "Y-tunnuksen ”{value}” tarkistusmerkki ei täsmää.",
        "Kontrolltecknet i FO-numret ”{value}” stämmer inte.",
        "The check digit of the business ID “{value}” is wrong.",
    ),
)
SUMMARY = shape(
    "ESR-P-041",
    Level.WARNING,
    "final_report_summary",
    (
        "Hanke on päättynyt, mutta loppuraportin tiivistelmä puuttuu.",
        "Projektet har avslutats men sammanfattningen av slutrapporten saknas.",
        "The project has ended and has no summary of its final report.",
    ),
)
NAMES = shape(
    "ESR-O-010",
    Level.INFO,
    "applicant.name",
    (
        "Organisaatiolla on useita nimiä: {value}.",
        "Organisationen har flera namn: {value}.",
        "The organisation has several names: {value}.",
    ),
    corpus=True,
)
PHONE = shape(
    "ESR-C-004",
    Level.VIOLATION,
    "contact.phone",
    (
        "Yhteyshenkilön puhelinnumero ”{value}” ei ole puhelinnumero.",
        "Kontaktpersonens telefonnummer ”{value}” är inget telefonnummer.",
        "The contact's phone number “{value}” is none.",
    ),
)
UNUSED = shape(
    "ESR-P-090", Level.WARNING, "site", ("Osoite on vajaa.", "Adressen är ofullständig.", "The address is incomplete.")
)
UNRUN = shape("ESR-P-099", Level.WARNING, "status", ("Tila on outo.", "Statusen är konstig.", "The status is strange."))
CLEAN = shape("ESR-P-001", Level.VIOLATION, "title", ("Nimi puuttuu.", "Namn saknas.", "There is no name."))
SHAPES = (BUSINESS_ID, SUMMARY, NAMES, PHONE, UNUSED, UNRUN, CLEAN)

ELY = "Etelä-Savon elinkeino-, liikenne- ja ympäristökeskus"


def found(
    shape: Shape, focus: str, path: str = "", value: str = "", text: str | None = None, **rest: object
) -> Finding:
    component = "PatternConstraintComponent" if value else "MinCountConstraintComponent"
    term = value and f'"{value}"'
    path = path and f"<{ESR}{path}>"
    result = ValidationResult(f"<{BASE}id/{focus}>", path, term, component, shape.severity, shape.iri, shape.code)
    rest.setdefault("field", shape.field)
    return Finding(result, shape, value=value if text is None else text, **rest)


CONTEXT = (
    (51, "Tuuliharjun ammattikorkeakoulu Oy, 9900101-0"),
    (52, "Vaskiportin säätiö sr, 9900104-6"),
    (53, "Osuuskunta <b>Pikselipelto</b>, 9900112-5"),
)
FINDINGS = (
    found(
        BUSINESS_ID,
        "project/S39012#co-implementer-2",
        "businessId",
        "9900104-6",
        place=Place("S39012.txt", 52, CONTEXT),
        project="S39012",
        organisation="Kuusirannan kaupunki",
        authority=ELY,
        field="partners[2].business_id",
    ),
    found(
        BUSINESS_ID,
        "project/S39007#applicant",
        "businessId",
        '=HYPERLINK(\\"http://paha.example\\")',
        '=HYPERLINK("http://paha.example")',
        place=Place("kansio/S39007, uusi: 2.html", 30, ((30, "Y-tunnus: =HYPERLINK(...)"),)),
        project="S39007",
        organisation=NAUGHTY,
        authority="Lapin liitto",
        field="applicant.business_id",
    ),
    found(
        SUMMARY,
        "project/S39012",
        "finalReportSummary",
        place=Place("S39012.txt"),
        project="S39012",
        organisation="Kuusirannan kaupunki",
        authority=ELY,
    ),
    found(
        NAMES,
        "organisation/9900103-7",
        value="Kuusirannan kaupunki,\\nKuusiranta",
        text="Kuusirannan kaupunki,\nKuusiranta",
        organisation="Kuusirannan kaupunki",
    ),
    found(
        PHONE,
        "project/S39012#contact",
        "problemText",
        "040 0000 112 Sepustaja",
        place=Place("S39012.txt", 45, ((45, "Yhteyshenkilön puhelinnumero: 040 0000 112 Sepustaja"),)),
        project="S39012",
        authority=ELY,
    ),
)
UNUSED_PAGE = Unused("tyhjä.pdf", "rejected", "The file is empty", "Capture the page again")
FINDINGS += tuple(unused_findings([UNUSED_PAGE], HERE))
CHECKS = (
    Check("ESR-D-001", 14, "reading"),
    Check("ESR-O-003", 42, "compiled"),
    Check("ESR-P-041", 13, "compiled"),
    Check("ESR-O-010", 11, "pyshacl"),
    Check("ESR-C-004", 13, "compiled"),
    Check("ESR-P-090", 0, "compiled"),
    Check("ESR-P-001", 13, "compiled"),
)
VALIDATION = Validation(
    findings=FINDINGS,
    checks=CHECKS,
    notices=("ESR-O-010 was handed to pyshacl: it uses a construct that is not compiled.",),
    by_property=(
        Completeness(f"{ESR}plannedStart", 13, 13),
        Completeness(f"{ESR}finalReportSummary", 9, 13),
        Completeness("applicant.website", 2, 3),
    ),
    by_project=(Completeness("S39001", 40, 40), Completeness("S39007", 39, 40), Completeness("S39012", 23, 24)),
    documents=14,
    projects=13,
    rejected=((UNUSED_PAGE.name, UNUSED_PAGE.reason),),
)
EMPTY = Validation(findings=(), checks=CHECKS, documents=14, projects=13)

BEFORE = "20250801T101500Z-1f2e3d4c"
RELEASE = "20251121T093000Z-0a1b2c3d"


def report(language: str = "fi", validation: Validation = VALIDATION, **rest: object) -> Report:
    return Report(validation, language, release=RELEASE, shapes=SHAPES, **rest)


def compared(language: str = "fi") -> Report:
    """The report beside a release that had neither the formula nor the missing summary, and one finding more."""
    gone = replace(FINDINGS[0], project="S39001", result=replace(FINDINGS[0].result, value='"1234567-0"'))
    before = Validation((FINDINGS[0], *FINDINGS[3:], replace(gone, value="1234567-0")), CHECKS[:4])
    with TemporaryDirectory() as folder:
        return report(
            language,
            trend=compare(Validation(FINDINGS, ()), BASE, written(Report(before, release=BEFORE), Path(folder))),
        )


def written(report: Report, folder: Path) -> WrittenReport:
    """The report written into a folder, to be read back."""
    path = folder / "validation.json"
    path.write_bytes(b"".join(FORMATS["json"].render(report)))
    return WrittenReport(path)


def many(number: int, **rest: object) -> Report:
    """A report of that many findings of one rule."""
    each = (
        replace(FINDINGS[0], value=str(n), result=replace(FINDINGS[0].result, value=f'"{n}"')) for n in range(number)
    )
    return report(validation=Validation(tuple(each), CHECKS, documents=14, projects=13), **rest)
