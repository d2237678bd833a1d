import Columns
import Planning
import Storage
import Synchronization
import Values
import VietnameseText

/// A stored column of integers of at most 32 bits, of which `base` is what a stored 0 stands for.
struct NarrowIntegers {
    let column: ColumnID
    let type: ValueType
    let base: Int64
    let missesValues: Bool

    /// Rows of this column alone, of what it stores.
    func rows(ofStored stored: Buffer<UInt32>) -> any Operator {
        let column = Column(
            type: type, count: stored.count, payload: .integers(PackedIntegers(base: base, storage: .words(stored))),
            presence: nil)
        let rows = Batch(count: stored.count, vectors: [Vector(column)])
        return MadeRowsOperator(rows, Layout([(self.column, type)]))
    }
}

/// Finds out whether grouping keys can be numbered ahead of the rows, and numbers them.
struct DenseKeyMaker {
    let catalog: Catalog
    let origins: ColumnOrigins
    let layout: Layout
    /// No more rows than this will come.
    let rowBound: Int
    /// About as many will come.
    let expectedRows: Int
    let cancellation: Cancellation
    private let threads: Int

    init(
        _ context: ExecutionContext, origins: ColumnOrigins, layout: Layout, rowBound: Int, expectedRows: Double
    ) {
        (catalog, cancellation, threads) = (context.catalog, context.cancellation, context.options.threads)
        (self.origins, self.layout, self.rowBound) = (origins, layout, rowBound)
        self.expectedRows = Int(min(Double(rowBound), max(0, expectedRows)))
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
    func packed(_ keys: [BoundExpression]) throws(ExecutionError) -> RadixKeys? {
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
        return RadixKeys(made)
    }

    /// A stored column of integers of whatever range.
    private func distance(_ key: BoundExpression) -> RadixKey? {
        guard let (source, table, position) = storedIntegers(key),
            let range = table.statistics(ofColumn: position).integerRange
        else { return nil }
        let span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        let (missing, overflow) = span.addingReportingOverflow(1)
        guard !overflow else { return nil }
        return .distance(
            column: source, stored: table.columns[position], least: range.lowerBound, missing: missing)
    }

    /// A stored column of integers of at most 32 bits; nil for any other expression.
    func narrowIntegers(_ expression: BoundExpression) -> NarrowIntegers? {
        guard let (source, table, position) = storedIntegers(expression),
            let packed = table.columns[position].packed, packed.width <= 4
        else { return nil }
        return NarrowIntegers(
            column: source, type: expression.type, base: packed.base,
            missesValues: table.columns[position].presence != nil)
    }

    /// Between what the integers of a stored column lie; nil for any other expression.
    func storedRange(_ expression: BoundExpression) -> ClosedRange<Int64>? {
        storedIntegers(expression).flatMap { $0.table.statistics(ofColumn: $0.position).integerRange }
    }

    private func storedIntegers(_ expression: BoundExpression) -> (source: ColumnID, table: Table, position: Int)? {
        guard case .column(let source, _) = origins.expanded(expression), layout.holds(source),
            let place = origins.stored(source), place.position >= 0, let table = catalog[place.table],
            case .integers = table.columns[place.position].payload
        else { return nil }
        return (source, table, place.position)
    }

    /// The key numbered, or nil where it depends on more than one stored column, or on one of too many values.
    func make(_ key: BoundExpression) throws(ExecutionError) -> DenseKey? {
        let expanded = origins.expanded(key)
        guard expanded.columns.count == 1, let source = expanded.columns.first, layout.holds(source),
            let (stored, statistics) = stored(source),
            let count = storableCount(stored, statistics?.integerRange, for: expanded)
        else { return nil }
        let isExact = key.hasExactIdentity(catalog)
        if case .column = expanded { return try plain(source, stored, stored.domain(count), isExact: isExact) }
        let domain = ValueDomain(stored, storableCount: count, statistics)
        guard let values = try evaluate(expanded, source, domain.values) else { return nil }
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

    /// What a column of the batches shows of a collection, and what is known of that.
    private func stored(_ source: ColumnID) -> (column: Column, statistics: ColumnStatistics?)? {
        if let place = origins.stored(source), let table = catalog[place.table] {
            let statistics = place.position >= 0 ? table.statistics(ofColumn: place.position) : nil
            return (table.column(at: place.position), statistics)
        }
        guard let place = origins.element(source), place.position >= 0,
            let elements = catalog[place.table]?.columns[place.position].elements
        else { return nil }
        return (elements, nil)
    }

    /// How many values a column can store, where a key of them may be numbered; `range`: between what its integers lie.
    private func storableCount(_ column: Column, _ range: ClosedRange<Int64>?, for key: BoundExpression) -> Int? {
        let limit: Int
        if case .column = key {
            limit = rowBound * 2
        } else {
            // An expression is not computed of more values than there are rows; where it makes texts, which have to be
            // found among the others then, of fewer still.
            limit = key.type == .text ? expectedRows / 4 : expectedRows
        }
        guard let count = column.storableCount(catalog, range),
            count <= min(max(Self.smallDomain, limit), Self.greatestDomain)
        else { return nil }
        return count
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
        let ranks = try cancellation.ranks(dictionary, .alphabetical)
        if ranks.ascendsByOne {
            // Codes stand in the order of their texts.
            return DenseKey(
                column: source, count: domain.count, numbers: nil, missingNumber: Int32(missing), values: domain,
                stored: stored,
                classes: isExact
                    ? nil : try dictionary.spellingClasses(Array(0..<Int32(dictionary.count)), cancellation))
        }
        let order = try alphabetical(dictionary)
        return DenseKey(
            column: source, count: domain.count, numbers: inverse(order, count: domain.count),
            missingNumber: Int32(missing), values: domain.reordered(order), stored: stored,
            classes: isExact ? nil : try dictionary.spellingClasses(order, cancellation))
    }

    /// Evaluates an expression for the values of a domain, by all threads where they are many; nil where it fails for one,
    /// which need not occur in any row.
    private func evaluate(
        _ expression: BoundExpression, _ source: ColumnID, _ domain: Column
    ) throws(ExecutionError) -> Column? {
        let parts = domain.count < Self.manyValues ? 1 : threads
        let made = Mutex<[Column?]>(Array(repeating: nil, count: parts + 1))
        // The missing value stands behind the others, all of which are there.
        let count = domain.count - 1
        let present = Vector(Column(type: domain.type, count: domain.count, payload: domain.payload, presence: nil))
        let compiler = ExpressionCompiler(
            layout: Layout([(source, domain.type)]), catalog: catalog, cancellation: cancellation
        ).untabulated
        Workers.run(parts) { part in
            let run = count * part / parts..<count * (part + 1) / parts
            let column = try? compiler.column(
                expression, Batch(count: run.count, vectors: [present.dropping(run.lowerBound)]))
            made.withLock { $0[part] = column }
        }
        try cancellation.check()
        let missing = try? compiler.column(expression, Batch(count: 1, vectors: [Vector(domain).dropping(count)]))
        made.withLock { $0[parts] = missing }
        let columns = made.withLock { $0.compactMap { $0 } }
        return columns.count == parts + 1 ? try Column.concatenating(columns, cancellation) : nil
    }

    /// Fewer values are evaluated by one thread.
    private static let manyValues = 1 << 16

    /// `values`: the expression of each value of the column, of the missing one last.
    private func computed(_ source: ColumnID, _ domain: ValueDomain, _ values: Column, isExact: Bool)
        throws(ExecutionError) -> DenseKey?
    {
        guard let (places, firsts) = try ordered(values) else { return nil }
        // What the expression makes of a missing value, which need not be missing.
        let missingNumber = places[domain.count - 1]
        let order = firsts.map { Int32($0) }
        let shown = values.gathering(order)
        return DenseKey(
            column: source, count: order.count, numbers: domain.ofStored(places), missingNumber: missingNumber,
            values: shown, stored: nil,
            classes: isExact ? nil : try shown.spellingClassesByRow(cancellation))
    }

    /// The place of each row's value in the order of the different values, missing last, and a row for each place.
    private func ordered(_ values: Column) throws(ExecutionError) -> (places: Buffer<Int32>, firsts: [Int])? {
        var keys = [Int64](repeating: .max, count: values.count)
        switch values.payload {
        case .integers(let packed):
            if let least = closeIntegers(values, packed) {
                let span = Self.mostSpan(values.count)
                return counted(values, packed, count: span) { Int32(truncatingIfNeeded: $0 &- least) }
            }
            for row in keys.indices where values.isPresent(row) { keys[row] = packed[row] }
            if zip(keys.indices, keys).contains(where: { $1 == .max && values.isPresent($0) }) { return nil }
        case .codes(let codes, let dictionary):
            let order = try alphabetical(dictionary)
            let numbers = inverse(order, count: order.count + 1)
            return counted(values, codes, count: order.count) { numbers[Int($0)] }
        case .doubles(let numbers):
            for row in keys.indices where values.isPresent(row) { keys[row] = Self.place(of: numbers[row]) }
        case .lists: return nil
        }
        var places = [Int32](repeating: 0, count: keys.count)
        var firsts: [Int] = []
        for row in keys.indices.sorted(by: { (keys[$0], $0) < (keys[$1], $1) }) {
            if firsts.isEmpty || keys[firsts[firsts.count - 1]] != keys[row] { firsts.append(row) }
            places[row] = Int32(firsts.count - 1)
        }
        return (Buffer(places), firsts)
    }

    /// The least of integers that lie so close together that they are put in order by counting; nil for others.
    private func closeIntegers(_ values: Column, _ packed: PackedIntegers) -> Int64? {
        var (least, greatest) = (Int64.max, Int64.min)
        packed.withReader { read in
            Vector(values).forEachPresent(count: values.count) { _, row in
                least = min(least, read(row))
                greatest = max(greatest, read(row))
            }
        }
        guard least <= greatest else { return nil }
        let (span, overflow) = greatest.subtractingReportingOverflow(least)
        return !overflow && span < Self.mostSpan(values.count) ? least : nil
    }

    /// So many places of integers in order, most of them perhaps of none, are gone through for so many values.
    private static func mostSpan(_ count: Int) -> Int { max(smallDomain, count) }

    /// Integers that stand in the order of the doubles, of which none is no number: both zeros are one.
    private static func place(of number: Double) -> Int64 {
        let bits = Int64(bitPattern: (number == 0 ? 0 : number).bitPattern)
        return bits < 0 ? bits ^ .max : bits
    }

    /// The same of values that have numbers in their order, below `count`: by counting.
    @inline(__always)
    private func counted(
        _ values: Column, _ stored: PackedIntegers, count: Int, _ number: (_ stored: Int64) -> Int32
    ) -> (places: Buffer<Int32>, firsts: [Int]) {
        // By number, the missing value's behind the others.
        var firstRows = [Int](repeating: -1, count: count + 1)
        let places = Buffer<Int32>(count: values.count) { places in
            places.update(repeating: Int32(count))
            stored.withReader { read in
                Vector(values).forEachPresent(count: values.count) { position, row in
                    let number = number(read(row))
                    places[position] = number
                    if firstRows[Int(number)] < 0 { firstRows[Int(number)] = row }
                }
            }
        }
        if values.missingCount > 0 {
            firstRows[count] = places.withUnsafeElements { $0.firstIndex(of: Int32(count))! }
        }
        let occurring = firstRows.indices.filter { firstRows[$0] >= 0 }
        let firsts = occurring.map { firstRows[$0] }
        guard occurring.count < firstRows.count else { return (places, firsts) }
        // Numbers without gaps.
        var renumbered = [Int32](repeating: 0, count: firstRows.count)
        for (place, number) in occurring.enumerated() { renumbered[number] = Int32(place) }
        return (
            Buffer(count: places.count) { made in
                for row in made.indices { made[row] = renumbered[Int(places[row])] }
            }, firsts
        )
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

extension Buffer<UInt32> {
    /// Whether these are 0, 1, 2 and so on.
    fileprivate var ascendsByOne: Bool {
        withUnsafeElements { elements in
            for index in elements.indices where elements[index] != UInt32(truncatingIfNeeded: index) { return false }
            return true
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
    /// The rows in another order, the last staying where it is.
    fileprivate func reordered(_ order: [Int32]) -> Column { gathering(order + [Int32(count - 1)]) }

    /// The class of each row's text by the identity of `=`, numbered as they come, a missing one's too; nil for other types
    /// and where no two rows are of one class.
    fileprivate func spellingClassesByRow(_ cancellation: Cancellation) throws(ExecutionError) -> [Int32]? {
        guard case .codes(let codes, let dictionary) = payload else { return nil }
        let classes = try cancellation.classes(dictionary, .k1)
        guard classes.count < dictionary.count else { return nil }
        // The dictionary may hold more texts than the rows do, and so more classes.
        var numbers: [Int: Int32] = [:]
        let found = (0..<count).map { row in
            let own = isPresent(row) ? Int(classes.classOfCode[Int(codes[row])]) : -1
            let number = numbers[own, default: Int32(numbers.count)]
            numbers[own] = number
            return number
        }
        return numbers.count < count ? found : nil
    }
}
