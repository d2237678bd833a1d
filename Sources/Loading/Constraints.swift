import Columns
import Values

extension LoadedResource {
    /// Primary key, `unique`, `minimum`, `maximum` and `enum`, as the schema declares them.
    mutating func checkConstraints(isLenient: Bool, problems: inout ProblemLog) {
        checkPrimaryKey(isLenient: isLenient, problems: &problems)
        for field in descriptor.fields ?? [] {
            guard let position = draft.fields.firstIndex(where: { $0.name == field.field.name }) else { continue }
            let isKey = draft.primaryKey == [position]
            if field.isUnique, !isKey { checkUnique(position, isLenient: isLenient, problems: &problems) }
            for row in Self.violations(of: field, draft.columns[position]) {
                draft.reject(
                    row: row.row, field: field.field.name,
                    value: LoadedResource.text(draft.columns[position].value(row.row)), message: row.message,
                    isLenient: isLenient, problems: &problems)
            }
        }
    }

    private mutating func checkPrimaryKey(isLenient: Bool, problems: inout ProblemLog) {
        for position in draft.primaryKey {
            // What is required has been told about already.
            let name = draft.fields[position].name
            let isRequired = descriptor.fields?.first { $0.field.name == name }?.isRequired == true
            for row in 0..<draft.rowCount where !isRequired && !draft.columns[position].isPresent(row) {
                draft.reject(
                    row: row, field: name, message: "\(name) is the primary key, and has no value here",
                    isLenient: isLenient, problems: &problems)
            }
        }
        if draft.primaryKey.count == 1 {
            checkUnique(draft.primaryKey[0], isLenient: isLenient, problems: &problems)
        } else if draft.primaryKey.count > 1 {
            checkUniqueTogether(isLenient: isLenient, problems: &problems)
        }
    }

    private mutating func checkUnique(_ position: Int, isLenient: Bool, problems: inout ProblemLog) {
        let name = draft.fields[position].name
        for twice in KeyIndex(draft.columns[position]).duplicates where draft.rejected[twice.row] == nil {
            draft.reject(
                row: twice.row, field: name, value: LoadedResource.text(draft.columns[position].value(twice.row)),
                message: "\(name) must be unique, and line \(draft.lines[twice.first]) has the same value",
                isLenient: isLenient, problems: &problems)
        }
    }

    private mutating func checkUniqueTogether(isLenient: Bool, problems: inout ProblemLog) {
        let names = draft.primaryKey.map { draft.fields[$0].name }.joined(separator: ", ")
        var seen: [[Value]: Int] = [:]
        for row in 0..<draft.rowCount {
            let key = draft.primaryKey.map { draft.columns[$0].value(row) }
            guard let first = seen[key] else {
                seen[key] = row
                continue
            }
            draft.reject(
                row: row, field: names, value: key.map(LoadedResource.text).joined(separator: ", "),
                message: "\(names) together must be unique, and line \(draft.lines[first]) has the same values",
                isLenient: isLenient, problems: &problems)
        }
    }

    private typealias Violation = (row: Int, message: String)

    private static func violations(of field: FieldDescriptor, _ column: Column) -> [Violation] {
        guard field.allowed != nil || field.minimum != nil || field.maximum != nil else { return [] }
        let name = field.field.name
        var found: [Violation] = []
        if let allowed = field.allowed {
            let isAllowed = membership(column, allowed)
            var shown: String { allowed.map { "“\($0)”" }.joined(separator: ", ") }
            for row in 0..<column.count where column.isPresent(row) && !isAllowed(row) {
                found.append((row, "\(name) must be one of \(Excerpt.shortened(shown))"))
            }
        }
        for (bound, isMinimum) in [(field.minimum, true), (field.maximum, false)] {
            guard let bound, let isInside = Self.bound(column, bound, isMinimum: isMinimum) else { continue }
            for row in 0..<column.count where column.isPresent(row) && !isInside(row) {
                found.append((row, "\(name) must be \(isMinimum ? "at least" : "at most") \(bound)"))
            }
        }
        return found.sorted { $0.row < $1.row }
    }

    /// Text is looked at once a distinct value.
    private static func membership(_ column: Column, _ allowed: [String]) -> (Int) -> Bool {
        if case .codes(let codes, let dictionary) = column.payload {
            var known = TextDictionaryBuilder.forCodes()
            for text in allowed { _ = known.code(for: text) }
            let flags = (0..<dictionary.count).map { code in dictionary[code].withSpan { known.find($0) != nil } }
            if flags.allSatisfy(\.self) { return { _ in true } }
            return { flags[Int(codes[$0])] }
        }
        let texts = Set(allowed)
        return { texts.contains(LoadedResource.text(column.value($0))) }
    }

    /// Whether a row keeps to a bound; nil where the column has no order, the bound cannot be read, or it is known that
    /// every row does.
    private static func bound(_ column: Column, _ text: String, isMinimum: Bool) -> ((Int) -> Bool)? {
        switch column.payload {
        case .doubles(let values):
            guard let limit = Double(text) else { return nil }
            return { isMinimum ? values[$0] >= limit : values[$0] <= limit }
        case .integers(let packed):
            switch column.type {
            case .integer:
                // Whole bounds, as nearly all are, need no exact decimals.
                guard let limit = Int64(text) else { fallthrough }
                if isMinimum ? packed.areAll(atLeast: limit) : packed.areAll(atMost: limit) { return nil }
                return { isMinimum ? packed[$0] >= limit : packed[$0] <= limit }
            case .decimal:
                guard let limit = ExactDecimal(text) else { return nil }
                var scale = 0
                if case .decimal(let digits) = column.type { scale = digits }
                return { row in
                    let value = ExactDecimal(significand: Int128(packed[row]), scale: scale)
                    return isMinimum ? value >= limit : value <= limit
                }
            default:
                let format: CellFormat = column.type == .date ? .date(.any) : .dateTime(.any)
                let limit = Array(text.utf8).withUnsafeBufferPointer { format.integer($0) }
                guard let limit else { return nil }
                return { isMinimum ? packed[$0] >= limit : packed[$0] <= limit }
            }
        case .codes, .lists: return nil
        }
    }
}

extension PackedIntegers {
    /// True where this is easily told; whatever stands for missing values is asked too.
    fileprivate func areAll(atLeast limit: Int64) -> Bool { width <= 4 && base >= limit }

    fileprivate func areAll(atMost limit: Int64) -> Bool {
        let (greatest, overflow) = limit.subtractingReportingOverflow(base)
        guard width <= 4, !overflow, greatest >= 0 else { return false }
        return greatest >= UInt32.max || areStored(below: Int(greatest) + 1, in: 0..<count)
    }
}
