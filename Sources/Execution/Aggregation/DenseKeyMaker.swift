import Columns
import Planning
import Storage
import Values
import VietnameseText

/// Finds out whether grouping keys can be numbered ahead of the rows, and numbers them.
struct DenseKeyMaker {
    let catalog: Catalog
    let origins: ColumnOrigins
    let layout: Layout
    /// No more rows than this will come.
    let rowBound: Int
    let cancellation: Cancellation

    init(_ context: ExecutionContext, origins: ColumnOrigins, layout: Layout, rowBound: Int) {
        (catalog, cancellation) = (context.catalog, context.cancellation)
        (self.origins, self.layout, self.rowBound) = (origins, layout, rowBound)
    }

    /// Stored values beyond this are not numbered, whatever the number of rows.
    private static let greatestDomain = 1 << 26
    /// As many stored values are numbered for any number of rows.
    private static let smallDomain = 1 << 12

    /// The keys by their numbers; nil where some cannot be numbered.
    func make(_ keys: [BoundExpression]) throws(ExecutionError) -> [DenseKey]? {
        var made: [DenseKey] = []
        for key in keys {
            guard let numbered = try make(key) else { return nil }
            made.append(numbered)
        }
        return made
    }

    /// The keys as bits side by side; nil where some cannot be, or they do not fit.
    func packed(_ keys: [BoundExpression]) throws(ExecutionError) -> PackedKeys? {
        var made: [RadixKey] = []
        for key in keys {
            if let numbered = try make(key) {
                made.append(.numbered(numbered))
            } else if let distance = distance(key) {
                made.append(distance)
            } else {
                return nil
            }
        }
        return PackedKeys(made)
    }

    /// A stored column of integers of whatever range.
    private func distance(_ key: BoundExpression) -> RadixKey? {
        guard case .column(let source, _) = origins.expanded(key), layout.holds(source),
            let place = origins.stored(source), place.position >= 0, let table = catalog[place.table],
            case .integers = table.columns[place.position].payload,
            let range = table.statistics(ofColumn: place.position).integerRange
        else { return nil }
        let span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        let (missing, overflow) = span.addingReportingOverflow(1)
        guard !overflow else { return nil }
        return .distance(
            column: source, stored: table.columns[place.position], least: range.lowerBound, missing: missing)
    }

    /// The key numbered, or nil where it depends on more than one stored column, or on one of too many values.
    func make(_ key: BoundExpression) throws(ExecutionError) -> DenseKey? {
        let expanded = origins.expanded(key)
        guard expanded.columns.count == 1, let source = expanded.columns.first, layout.holds(source),
            let place = origins.stored(source), let table = catalog[place.table],
            let domain = storedValues(table, place.position, isComputed: expanded != .column(source, expanded.type))
        else { return nil }
        let isExact = key.hasExactIdentity(catalog)
        if case .column = expanded {
            return try plain(source, table.column(at: place.position), domain, isExact: isExact)
        }
        guard let values = evaluate(expanded, source, domain) else { return nil }
        return try computed(source, domain, values, isExact: isExact)
    }

    /// Whether a key is a stored column of text in which no two rows have the same value; false also where finding out
    /// takes more than a look at the codes.
    func isUnique(_ key: BoundExpression) throws(ExecutionError) -> Bool {
        guard case .column(let source, _) = origins.expanded(key), let place = origins.stored(source),
            place.position >= 0, let column = catalog[place.table]?.columns[place.position],
            let dictionary = column.dictionary, dictionary.count == column.count - column.missingCount
        else { return false }
        let level: Folding.Level = key.hasExactIdentity(catalog) ? .exact : .k1
        // What folding leaves as it is stays different.
        guard try cancellation.folded(dictionary, level).bytes === dictionary.bytes else { return false }
        let counts = try Vector(column).codeCounts(column.count, limit: dictionary.count, cancellation)
        return counts.allSatisfy { $0 == 1 }
    }

    /// Every value that a column can hold, in the order in which they are stored, and behind them a missing one.
    private func storedValues(_ table: Table, _ position: Int, isComputed: Bool) -> Column? {
        let column = table.column(at: position)
        guard let packed = column.packed else { return nil }
        let limit = max(Self.smallDomain, isComputed ? rowBound / 2 : rowBound * 2)
        let count: Int
        if let dictionary = column.dictionary {
            count = dictionary.count
        } else if case .reference(let target) = column.type, let rows = catalog[target]?.rowCount, packed.base >= 0 {
            count = max(0, rows - Int(packed.base))
        } else if position >= 0, let range = table.statistics(ofColumn: position).integerRange {
            let (span, overflow) = range.upperBound.subtractingReportingOverflow(packed.base)
            guard !overflow, range.lowerBound >= packed.base, span < Self.greatestDomain else { return nil }
            count = Int(span) + 1
        } else if column.missingCount == column.count {
            count = 0
        } else {
            return nil
        }
        guard count <= min(limit, Self.greatestDomain) else { return nil }
        return column.domain(count)
    }

    /// The key is the column itself.
    private func plain(_ source: ColumnID, _ stored: Column, _ domain: Column, isExact: Bool)
        throws(ExecutionError) -> DenseKey
    {
        let missing = domain.count - 1
        guard let dictionary = domain.dictionary else {
            return DenseKey(
                column: source, count: domain.count, numbers: nil, missingNumber: Int32(missing), values: domain,
                stored: stored, classes: nil)
        }
        let order = try alphabetical(dictionary)
        return DenseKey(
            column: source, count: domain.count, numbers: inverse(order, count: domain.count),
            missingNumber: Int32(missing), values: domain.reordered(order), stored: stored,
            classes: isExact ? nil : try dictionary.spellingClasses(order, cancellation))
    }

    /// Evaluates an expression for all stored values; nil where it fails for one, which need not occur in any row.
    private func evaluate(_ expression: BoundExpression, _ source: ColumnID, _ domain: Column) -> Column? {
        let compiler = ExpressionCompiler(
            layout: Layout([(source, domain.type)]), catalog: catalog, cancellation: cancellation)
        let evaluator = compiler.evaluator(expression)
        var appender = ColumnAppender(expression.type)
        var cutter = BatchCutter(Batch(count: domain.count, vectors: [Vector(domain)]))
        while let batch = cutter.next() {
            guard let vector = try? evaluator.evaluate(batch) else { return nil }
            for position in 0..<batch.count { appender.append(vector.column, row: vector.presentRow(position)) }
        }
        return try? appender.finish()
    }

    private func computed(_ source: ColumnID, _ domain: Column, _ values: Column, isExact: Bool)
        throws(ExecutionError) -> DenseKey?
    {
        guard let (places, firsts) = try ordered(values) else { return nil }
        // What the expression makes of a missing value, which need not be missing.
        let missingNumber = places[domain.count - 1]
        let order = firsts.map { Int32($0) }
        let shown = values.gathering(order)
        return DenseKey(
            column: source, count: order.count, numbers: Buffer(places), missingNumber: missingNumber, values: shown,
            stored: nil,
            classes: isExact ? nil : try shown.spellingClassesByRow(cancellation))
    }

    /// The place of each row's value in the order of the different values, missing last, and a row for each place.
    private func ordered(_ values: Column) throws(ExecutionError) -> (places: [Int32], firsts: [Int])? {
        var keys = [Int64](repeating: .max, count: values.count)
        switch values.payload {
        case .integers(let packed):
            for row in keys.indices where values.isPresent(row) { keys[row] = packed[row] }
            if zip(keys.indices, keys).contains(where: { $1 == .max && values.isPresent($0) }) { return nil }
        case .codes(let codes, let dictionary):
            let numbers = inverse(try alphabetical(dictionary), count: dictionary.count)
            for row in keys.indices where values.isPresent(row) { keys[row] = Int64(numbers[Int(codes[row])]) }
        case .doubles, .lists: return nil
        }
        var places = [Int32](repeating: 0, count: keys.count)
        var firsts: [Int] = []
        for row in keys.indices.sorted(by: { (keys[$0], $0) < (keys[$1], $1) }) {
            if firsts.isEmpty || keys[firsts[firsts.count - 1]] != keys[row] { firsts.append(row) }
            places[row] = Int32(firsts.count - 1)
        }
        return (places, firsts)
    }

    /// The codes in alphabetical order; texts that sort alike in the order of their codes.
    private func alphabetical(_ dictionary: TextDictionary) throws(ExecutionError) -> [Int32] {
        let ranks = try cancellation.ranks(dictionary, .alphabetical)
        var starts = [Int32](repeating: 0, count: dictionary.count + 1)
        for code in 0..<dictionary.count { starts[Int(ranks[code]) + 1] += 1 }
        for rank in 0..<dictionary.count { starts[rank + 1] += starts[rank] }
        var order = [Int32](repeating: 0, count: dictionary.count)
        for code in 0..<dictionary.count {
            order[Int(starts[Int(ranks[code])])] = Int32(code)
            starts[Int(ranks[code])] += 1
        }
        return order
    }

    /// The place of each code; the last of `count` is the missing value's.
    private func inverse(_ order: [Int32], count: Int) -> Buffer<Int32> {
        Buffer(count: count) { places in
            for (place, code) in order.enumerated() { places[Int(code)] = Int32(place) }
            if order.count < count { places[order.count] = Int32(order.count) }
        }
    }
}

extension Layout {
    func holds(_ id: ColumnID) -> Bool { columns.contains { $0.id == id } }
}

extension TextDictionary {
    /// The class of each place of an order by the identity of `=`; nil where every text is a class of its own.
    fileprivate func spellingClasses(_ order: [Int32], _ cancellation: Cancellation) throws(ExecutionError) -> [Int32]?
    {
        let classes = try cancellation.classes(self, .k1)
        guard classes.count < count else { return nil }
        // The missing value, behind all texts, is a class of its own.
        return order.map { Int32(classes.classOfCode[Int($0)]) } + [Int32(classes.count)]
    }
}

extension Column {
    /// A column of what this one can store: each of `count` integers from the base on, or each code; then a missing one.
    fileprivate func domain(_ count: Int) -> Column {
        let codes = PackedIntegers(codes: Array(0...UInt32(count)), limit: count)
        let presence = Bitmap(count: count + 1) { words in
            words.update(repeating: ~0)
            words[count / 64] &= ~(1 << UInt64(count % 64))
        }
        if let dictionary {
            return Column(type: type, count: count + 1, payload: .codes(codes, dictionary), presence: presence)
        }
        let based = PackedIntegers(base: packed?.base ?? 0, storage: codes.storage)
        return Column(type: type, count: count + 1, payload: .integers(based), presence: presence)
    }

    /// The rows in another order, the last staying where it is.
    fileprivate func reordered(_ order: [Int32]) -> Column { gathering(order + [Int32(count - 1)]) }

    /// Some rows as a column of its own.
    fileprivate func gathering(_ rows: [Int32]) -> Column {
        if case .codes(let codes, let dictionary) = payload {
            let gathered = rows.map { UInt32(truncatingIfNeeded: codes[Int($0)]) }
            let bits = rows.map { isPresent(Int($0)) }
            return Column(
                type: type, count: rows.count,
                payload: .codes(PackedIntegers(codes: gathered, limit: dictionary.count), dictionary),
                presence: bits.allSatisfy { $0 } ? nil : Bitmap(bits))
        }
        var appender = ColumnAppender(type)
        for row in rows { appender.append(self, row: isPresent(Int(row)) ? Int(row) : nil) }
        return appender.finishFitting()
    }

    /// The class of each row's text by the identity of `=`; nil for other types and where no text has two spellings.
    fileprivate func spellingClassesByRow(_ cancellation: Cancellation) throws(ExecutionError) -> [Int32]? {
        guard case .codes(let codes, let dictionary) = payload else { return nil }
        let classes = try cancellation.classes(dictionary, .k1)
        guard classes.count < dictionary.count else { return nil }
        return (0..<count).map { row in
            isPresent(row) ? Int32(classes.classOfCode[Int(codes[row])]) : Int32(classes.count)
        }
    }
}
