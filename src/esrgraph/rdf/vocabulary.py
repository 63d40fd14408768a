"""The terms that the graph writes, and nothing else: the ontology's own, and those it reuses."""

from typing import ClassVar

from pyoxigraph import NamedNode


class Vocabulary:
    """The terms of a namespace: a name annotated in a subclass is the term of that name.

    >>> Esr.code
    <NamedNode value=https://w3id.org/esrgraph/ontology#code>
    """

    NAMESPACE: ClassVar[str]

    def __init_subclass__(cls, namespace: str) -> None:
        cls.NAMESPACE = namespace
        for name in cls.__annotations__:
            setattr(cls, name, NamedNode(namespace + name))


class Esr(Vocabulary, namespace="https://w3id.org/esrgraph/ontology#"):
    """The project's own terms, declared in `ontology/`."""

    Project: NamedNode
    Organisation: NamedNode
    Participation: NamedNode
    Authority: NamedNode
    Municipality: NamedNode
    SubRegion: NamedNode
    Region: NamedNode
    MajorRegion: NamedNode
    PlaceMembership: NamedNode
    PriorityAxis: NamedNode
    SpecificObjective: NamedNode
    TargetGroup: NamedNode
    TargetGroupMention: NamedNode
    SustainabilityAssessment: NamedNode
    SourceDocument: NamedNode
    PageProblem: NamedNode
    ContactPerson: NamedNode
    Collaboration: NamedNode
    SharedArea: NamedNode
    ProjectSimilarity: NamedNode
    SustainabilityMean: NamedNode
    code: NamedNode
    fund: NamedNode
    priorityAxis: NamedNode
    specificObjective: NamedNode
    programmePeriod: NamedNode
    division: NamedNode
    projectType: NamedNode
    website: NamedNode
    plannedStart: NamedNode
    plannedEnd: NamedNode
    status: NamedNode
    responsibleAuthority: NamedNode
    participation: NamedNode
    participant: NamedNode
    applicant: NamedNode
    coImplementer: NamedNode
    supportTransferee: NamedNode
    organisation: NamedNode
    role: NamedNode
    nameAsGiven: NamedNode
    organisationTypeAsGiven: NamedNode
    businessId: NamedNode
    organisationType: NamedNode
    applicantProcedure: NamedNode
    applicantProcedureInferred: NamedNode
    finalReportSummary: NamedNode
    directTargetGroupText: NamedNode
    indirectTargetGroupText: NamedNode
    directTargetGroup: NamedNode
    indirectTargetGroup: NamedNode
    targetGroupMention: NamedNode
    mentionedGroup: NamedNode
    mentionedWords: NamedNode
    mentionStart: NamedNode
    mentionEnd: NamedNode
    mentionRule: NamedNode
    mentionIsDirect: NamedNode
    MentionRule: NamedNode
    rulePrecision: NamedNode
    ruleMentions: NamedNode
    isSureRule: NamedNode
    grantedEuAndStateFunding: NamedNode
    realisedEuAndStateFunding: NamedNode
    plannedPublicFunding: NamedNode
    realisedPublicFunding: NamedNode
    region: NamedNode
    subRegion: NamedNode
    municipality: NamedNode
    siteAddress: NamedNode
    seat: NamedNode
    plannedCompanies: NamedNode
    realisedCompanies: NamedNode
    plannedPersons: NamedNode
    realisedPersons: NamedNode
    nationwide: NamedNode
    genderAnalysisDone: NamedNode
    genderAnalysisDoneStatement: NamedNode
    genderMainstreamed: NamedNode
    genderMainstreamedStatement: NamedNode
    genderEqualityIsMainObjective: NamedNode
    genderEqualityIsMainObjectiveStatement: NamedNode
    sustainabilityAssessment: NamedNode
    criterion: NamedNode
    directImpact: NamedNode
    indirectImpact: NamedNode
    statement: NamedNode
    fileName: NamedNode
    sha256: NamedNode
    retrieved: NamedNode
    pageVariant: NamedNode
    cutOffAfterLine: NamedNode
    capturedSection: NamedNode
    capturedWhole: NamedNode
    pageProblem: NamedNode
    problemCode: NamedNode
    problemField: NamedNode
    problemText: NamedNode
    contact: NamedNode
    ListRow: NamedNode
    listRow: NamedNode
    rowNumber: NamedNode
    statedInList: NamedNode
    givesProperty: NamedNode
    knownFromList: NamedNode
    mayBePerson: NamedNode
    namedLike: NamedNode
    realisedEuFunding: NamedNode
    withinSubRegion: NamedNode
    withinRegion: NamedNode
    placeMembership: NamedNode
    validFrom: NamedNode
    validTo: NamedNode
    esfIndicator: NamedNode
    activeIn: NamedNode
    worksWith: NamedNode
    collaborator: NamedNode
    sharedProjects: NamedNode
    sharingOrganisation: NamedNode
    sharedMunicipalities: NamedNode
    projectCount: NamedNode
    grantedTotal: NamedNode
    grantedCount: NamedNode
    grantedDividedTotal: NamedNode
    realisedTotal: NamedNode
    realisedCount: NamedNode
    realisedDividedTotal: NamedNode
    participantGrantedTotal: NamedNode
    participantGrantedCount: NamedNode
    participantRealisedTotal: NamedNode
    participantRealisedCount: NamedNode
    byFund: NamedNode
    byProgrammePeriod: NamedNode
    byPriorityAxis: NamedNode
    bySpecificObjective: NamedNode
    byApplicantType: NamedNode
    byTargetGroup: NamedNode
    worksNationwide: NamedNode
    similarProject: NamedNode
    similarity: NamedNode
    eurosAPerson: NamedNode
    eurosAPersonCount: NamedNode
    sustainabilityMean: NamedNode
    meanCriterion: NamedNode
    meanDirectImpact: NamedNode
    meanIndirectImpact: NamedNode
    assessmentCount: NamedNode
    Change: NamedNode
    changedProject: NamedNode
    changeKind: NamedNode
    changedField: NamedNode


class Rdf(Vocabulary, namespace="http://www.w3.org/1999/02/22-rdf-syntax-ns#"):
    """RDF."""

    type: NamedNode


class Rdfs(Vocabulary, namespace="http://www.w3.org/2000/01/rdf-schema#"):
    """RDF Schema."""

    comment: NamedNode
    label: NamedNode


class Xsd(Vocabulary, namespace="http://www.w3.org/2001/XMLSchema#"):
    """XML Schema datatypes."""

    boolean: NamedNode
    date: NamedNode
    dateTime: NamedNode
    gYear: NamedNode
    decimal: NamedNode
    hexBinary: NamedNode
    integer: NamedNode
    nonNegativeInteger: NamedNode
    string: NamedNode


class Skos(Vocabulary, namespace="http://www.w3.org/2004/02/skos/core#"):
    """SKOS."""

    Concept: NamedNode
    notation: NamedNode
    prefLabel: NamedNode
    altLabel: NamedNode
    hiddenLabel: NamedNode
    broader: NamedNode
    inScheme: NamedNode
    exactMatch: NamedNode
    closeMatch: NamedNode


class Dct(Vocabulary, namespace="http://purl.org/dc/terms/"):
    """Dublin Core terms."""

    title: NamedNode
    abstract: NamedNode
    description: NamedNode
    format: NamedNode
    identifier: NamedNode
    isPartOf: NamedNode
    isReplacedBy: NamedNode
    replaces: NamedNode
    source: NamedNode
    spatial: NamedNode
    type: NamedNode


class Qb(Vocabulary, namespace="http://purl.org/linked-data/cube#"):
    """RDF Data Cube."""

    Observation: NamedNode
    dataSet: NamedNode


class SdmxDimension(Vocabulary, namespace="http://purl.org/linked-data/sdmx/2009/dimension#"):
    """The dimensions of SDMX, as the Data Cube recommendation uses them."""

    refArea: NamedNode
    refPeriod: NamedNode


class Prov(Vocabulary, namespace="http://www.w3.org/ns/prov#"):
    """PROV-O."""

    wasDerivedFrom: NamedNode


class Foaf(Vocabulary, namespace="http://xmlns.com/foaf/0.1/"):
    """FOAF."""

    homepage: NamedNode
    page: NamedNode


class Locn(Vocabulary, namespace="http://www.w3.org/ns/locn#"):
    """ISA core location vocabulary."""

    Address: NamedNode
    address: NamedNode
    thoroughfare: NamedNode
    postCode: NamedNode
    postName: NamedNode


class Schema(Vocabulary, namespace="http://schema.org/"):
    """schema.org (http, not https)."""

    telephone: NamedNode
    name: NamedNode
    email: NamedNode
    jobTitle: NamedNode
    sameAs: NamedNode
