"""The terms that the graph writes, and nothing else: the ontology's own, and those it reuses."""

from pyoxigraph import NamedNode


class Esr:
    """The project's own terms, declared in `ontology/esr.ttl`."""

    NAMESPACE = "https://w3id.org/esrgraph/ontology#"
    Project = NamedNode(NAMESPACE + "Project")
    Organisation = NamedNode(NAMESPACE + "Organisation")
    Participation = NamedNode(NAMESPACE + "Participation")
    Authority = NamedNode(NAMESPACE + "Authority")
    Municipality = NamedNode(NAMESPACE + "Municipality")
    SubRegion = NamedNode(NAMESPACE + "SubRegion")
    Region = NamedNode(NAMESPACE + "Region")
    PlaceMembership = NamedNode(NAMESPACE + "PlaceMembership")
    PriorityAxis = NamedNode(NAMESPACE + "PriorityAxis")
    SpecificObjective = NamedNode(NAMESPACE + "SpecificObjective")
    TargetGroup = NamedNode(NAMESPACE + "TargetGroup")
    TargetGroupMention = NamedNode(NAMESPACE + "TargetGroupMention")
    SustainabilityAssessment = NamedNode(NAMESPACE + "SustainabilityAssessment")
    SourceDocument = NamedNode(NAMESPACE + "SourceDocument")
    PageProblem = NamedNode(NAMESPACE + "PageProblem")
    ContactPerson = NamedNode(NAMESPACE + "ContactPerson")
    Collaboration = NamedNode(NAMESPACE + "Collaboration")
    SharedArea = NamedNode(NAMESPACE + "SharedArea")
    ProjectSimilarity = NamedNode(NAMESPACE + "ProjectSimilarity")
    SustainabilityMean = NamedNode(NAMESPACE + "SustainabilityMean")

    code = NamedNode(NAMESPACE + "code")
    fund = NamedNode(NAMESPACE + "fund")
    priorityAxis = NamedNode(NAMESPACE + "priorityAxis")
    specificObjective = NamedNode(NAMESPACE + "specificObjective")
    plannedStart = NamedNode(NAMESPACE + "plannedStart")
    plannedEnd = NamedNode(NAMESPACE + "plannedEnd")
    status = NamedNode(NAMESPACE + "status")
    responsibleAuthority = NamedNode(NAMESPACE + "responsibleAuthority")

    participation = NamedNode(NAMESPACE + "participation")
    participant = NamedNode(NAMESPACE + "participant")
    applicant = NamedNode(NAMESPACE + "applicant")
    coImplementer = NamedNode(NAMESPACE + "coImplementer")
    supportTransferee = NamedNode(NAMESPACE + "supportTransferee")
    organisation = NamedNode(NAMESPACE + "organisation")
    role = NamedNode(NAMESPACE + "role")
    nameAsGiven = NamedNode(NAMESPACE + "nameAsGiven")
    organisationTypeAsGiven = NamedNode(NAMESPACE + "organisationTypeAsGiven")
    businessId = NamedNode(NAMESPACE + "businessId")
    organisationType = NamedNode(NAMESPACE + "organisationType")
    applicantProcedure = NamedNode(NAMESPACE + "applicantProcedure")
    applicantProcedureInferred = NamedNode(NAMESPACE + "applicantProcedureInferred")

    finalReportSummary = NamedNode(NAMESPACE + "finalReportSummary")
    directTargetGroupText = NamedNode(NAMESPACE + "directTargetGroupText")
    indirectTargetGroupText = NamedNode(NAMESPACE + "indirectTargetGroupText")
    directTargetGroup = NamedNode(NAMESPACE + "directTargetGroup")
    indirectTargetGroup = NamedNode(NAMESPACE + "indirectTargetGroup")
    targetGroupMention = NamedNode(NAMESPACE + "targetGroupMention")
    mentionedGroup = NamedNode(NAMESPACE + "mentionedGroup")
    mentionedWords = NamedNode(NAMESPACE + "mentionedWords")
    mentionStart = NamedNode(NAMESPACE + "mentionStart")
    mentionEnd = NamedNode(NAMESPACE + "mentionEnd")
    mentionRule = NamedNode(NAMESPACE + "mentionRule")
    mentionIsDirect = NamedNode(NAMESPACE + "mentionIsDirect")

    grantedEuAndStateFunding = NamedNode(NAMESPACE + "grantedEuAndStateFunding")
    realisedEuAndStateFunding = NamedNode(NAMESPACE + "realisedEuAndStateFunding")
    plannedPublicFunding = NamedNode(NAMESPACE + "plannedPublicFunding")
    realisedPublicFunding = NamedNode(NAMESPACE + "realisedPublicFunding")

    region = NamedNode(NAMESPACE + "region")
    subRegion = NamedNode(NAMESPACE + "subRegion")
    municipality = NamedNode(NAMESPACE + "municipality")
    siteAddress = NamedNode(NAMESPACE + "siteAddress")

    plannedCompanies = NamedNode(NAMESPACE + "plannedCompanies")
    realisedCompanies = NamedNode(NAMESPACE + "realisedCompanies")
    plannedPersons = NamedNode(NAMESPACE + "plannedPersons")
    realisedPersons = NamedNode(NAMESPACE + "realisedPersons")

    genderAnalysisDone = NamedNode(NAMESPACE + "genderAnalysisDone")
    genderAnalysisDoneStatement = NamedNode(NAMESPACE + "genderAnalysisDoneStatement")
    genderMainstreamed = NamedNode(NAMESPACE + "genderMainstreamed")
    genderMainstreamedStatement = NamedNode(NAMESPACE + "genderMainstreamedStatement")
    genderEqualityIsMainObjective = NamedNode(NAMESPACE + "genderEqualityIsMainObjective")
    genderEqualityIsMainObjectiveStatement = NamedNode(NAMESPACE + "genderEqualityIsMainObjectiveStatement")

    sustainabilityAssessment = NamedNode(NAMESPACE + "sustainabilityAssessment")
    criterion = NamedNode(NAMESPACE + "criterion")
    directImpact = NamedNode(NAMESPACE + "directImpact")
    indirectImpact = NamedNode(NAMESPACE + "indirectImpact")
    statement = NamedNode(NAMESPACE + "statement")

    fileName = NamedNode(NAMESPACE + "fileName")
    sha256 = NamedNode(NAMESPACE + "sha256")
    retrieved = NamedNode(NAMESPACE + "retrieved")
    pageVariant = NamedNode(NAMESPACE + "pageVariant")
    cutOffAfterLine = NamedNode(NAMESPACE + "cutOffAfterLine")

    pageProblem = NamedNode(NAMESPACE + "pageProblem")
    problemCode = NamedNode(NAMESPACE + "problemCode")
    problemField = NamedNode(NAMESPACE + "problemField")
    problemText = NamedNode(NAMESPACE + "problemText")
    contact = NamedNode(NAMESPACE + "contact")

    withinSubRegion = NamedNode(NAMESPACE + "withinSubRegion")
    withinRegion = NamedNode(NAMESPACE + "withinRegion")
    placeMembership = NamedNode(NAMESPACE + "placeMembership")
    validFrom = NamedNode(NAMESPACE + "validFrom")
    validTo = NamedNode(NAMESPACE + "validTo")
    esfIndicator = NamedNode(NAMESPACE + "esfIndicator")

    activeIn = NamedNode(NAMESPACE + "activeIn")
    worksWith = NamedNode(NAMESPACE + "worksWith")
    collaborator = NamedNode(NAMESPACE + "collaborator")
    sharedProjects = NamedNode(NAMESPACE + "sharedProjects")
    sharingOrganisation = NamedNode(NAMESPACE + "sharingOrganisation")
    sharedMunicipalities = NamedNode(NAMESPACE + "sharedMunicipalities")
    projectCount = NamedNode(NAMESPACE + "projectCount")
    grantedTotal = NamedNode(NAMESPACE + "grantedTotal")
    similarProject = NamedNode(NAMESPACE + "similarProject")
    similarity = NamedNode(NAMESPACE + "similarity")
    sustainabilityMean = NamedNode(NAMESPACE + "sustainabilityMean")
    meanCriterion = NamedNode(NAMESPACE + "meanCriterion")
    meanDirectImpact = NamedNode(NAMESPACE + "meanDirectImpact")
    meanIndirectImpact = NamedNode(NAMESPACE + "meanIndirectImpact")
    assessmentCount = NamedNode(NAMESPACE + "assessmentCount")

    Change = NamedNode(NAMESPACE + "Change")
    changedProject = NamedNode(NAMESPACE + "changedProject")
    changeKind = NamedNode(NAMESPACE + "changeKind")
    changedField = NamedNode(NAMESPACE + "changedField")


class Rdf:
    """RDF."""

    NAMESPACE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    type = NamedNode(NAMESPACE + "type")
    langString = NamedNode(NAMESPACE + "langString")


class Rdfs:
    """RDF Schema."""

    NAMESPACE = "http://www.w3.org/2000/01/rdf-schema#"
    label = NamedNode(NAMESPACE + "label")


class Xsd:
    """XML Schema datatypes."""

    NAMESPACE = "http://www.w3.org/2001/XMLSchema#"
    boolean = NamedNode(NAMESPACE + "boolean")
    date = NamedNode(NAMESPACE + "date")
    dateTime = NamedNode(NAMESPACE + "dateTime")
    decimal = NamedNode(NAMESPACE + "decimal")
    hexBinary = NamedNode(NAMESPACE + "hexBinary")
    integer = NamedNode(NAMESPACE + "integer")
    nonNegativeInteger = NamedNode(NAMESPACE + "nonNegativeInteger")
    string = NamedNode(NAMESPACE + "string")


class Skos:
    """SKOS."""

    NAMESPACE = "http://www.w3.org/2004/02/skos/core#"
    Concept = NamedNode(NAMESPACE + "Concept")
    notation = NamedNode(NAMESPACE + "notation")
    prefLabel = NamedNode(NAMESPACE + "prefLabel")
    altLabel = NamedNode(NAMESPACE + "altLabel")
    hiddenLabel = NamedNode(NAMESPACE + "hiddenLabel")
    broader = NamedNode(NAMESPACE + "broader")
    inScheme = NamedNode(NAMESPACE + "inScheme")


class Dct:
    """Dublin Core terms."""

    NAMESPACE = "http://purl.org/dc/terms/"
    title = NamedNode(NAMESPACE + "title")
    abstract = NamedNode(NAMESPACE + "abstract")
    format = NamedNode(NAMESPACE + "format")
    identifier = NamedNode(NAMESPACE + "identifier")
    isPartOf = NamedNode(NAMESPACE + "isPartOf")
    isReplacedBy = NamedNode(NAMESPACE + "isReplacedBy")
    replaces = NamedNode(NAMESPACE + "replaces")
    source = NamedNode(NAMESPACE + "source")
    spatial = NamedNode(NAMESPACE + "spatial")
    type = NamedNode(NAMESPACE + "type")


class Prov:
    """PROV-O."""

    NAMESPACE = "http://www.w3.org/ns/prov#"
    wasDerivedFrom = NamedNode(NAMESPACE + "wasDerivedFrom")


class Foaf:
    """FOAF."""

    NAMESPACE = "http://xmlns.com/foaf/0.1/"
    homepage = NamedNode(NAMESPACE + "homepage")


class Locn:
    """ISA core location vocabulary."""

    NAMESPACE = "http://www.w3.org/ns/locn#"
    Address = NamedNode(NAMESPACE + "Address")
    address = NamedNode(NAMESPACE + "address")
    thoroughfare = NamedNode(NAMESPACE + "thoroughfare")
    postCode = NamedNode(NAMESPACE + "postCode")
    postName = NamedNode(NAMESPACE + "postName")


class Schema:
    """schema.org (http, not https)."""

    NAMESPACE = "http://schema.org/"
    telephone = NamedNode(NAMESPACE + "telephone")
    name = NamedNode(NAMESPACE + "name")
    email = NamedNode(NAMESPACE + "email")
    jobTitle = NamedNode(NAMESPACE + "jobTitle")
