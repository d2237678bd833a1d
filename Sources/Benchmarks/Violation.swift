/// What generated data get wrong on purpose, as violations.csv names it.
enum Violation: String, CaseIterable {
    case secondLead = "second-lead"
    case duplicate
    case yearOffByOne = "year-off-by-one"
    case zeroQuantity = "zero-quantity"
    case tooManyNamed = "too-many-named"
    case namedMismatch = "named-mismatch"
    case presentedProposal = "presented-proposal"
    case proposalWithoutAddressee = "proposal-without-addressee"
    case yearOutOfRange = "year-out-of-range"
    case danglingUnit = "dangling-unit"
}

/// The ground truth: which record has what wrong with it.
struct ViolationLog {
    private var row: RecordWriter

    init(_ file: OutputFile) throws {
        row = try RecordWriter(file, .csv(columns: ["kind", "collection", "id", "field"]))
    }

    mutating func add(_ violation: Violation, _ collection: String, _ id: String, _ field: String) throws {
        row.text("kind", violation.rawValue)
        row.text("collection", collection)
        row.text("id", id)
        row.text("field", field)
        try row.end()
    }

    func flush() throws { try row.flush() }
}
