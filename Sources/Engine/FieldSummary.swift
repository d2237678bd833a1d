import Columns
import Execution
import Values
import VietnameseText

/// What there is to say of the values of one column.
///
/// Quartiles are those of the language's `p25`, `median` and `p75`; of dates, the values at those places.
struct FieldSummary {
    let field: Field
    /// Before a reference became the text that displays it.
    let ownType: ValueType
    let rowCount: Int
    private(set) var missing = 0
    /// How many values, by the identity of `=`.
    private(set) var different = 0
    /// Of text: how many as written, where that is more.
    private(set) var spellings: Int?
    private(set) var least: Counted?
    private(set) var greatest: Counted?
    /// At a quarter, the middle and three quarters of the values in order.
    private(set) var quartiles: [String] = []
    private(set) var average: Double?
    /// By characters of text, elements of lists.
    private(set) var shortest: Measured?
    private(set) var longest: Measured?
    /// The commonest first; of lists, elements.
    private(set) var commonest: [Counted] = []
    /// Whether a value (of lists: an element) occurs more than once, or is the only one.
    private(set) var repeats = false
    private(set) var histogram: Histogram?

    struct Counted {
        var text: String
        var count: Int
    }

    struct Measured {
        var text: String
        var length: Int
    }

    static let commonestCount = 10
    /// Ranges of the histogram, about.
    private static let rangeCount = 10

    /// What making one takes at most for each row.
    static let bytesPerRow = 64

    init(
        _ field: Field, ownType: ValueType, _ vector: Vector, _ rowCount: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        (self.field, self.ownType, self.rowCount) = (field, ownType, rowCount)
        histogram = try Histogram(vector, count: rowCount, type: field.type, limit: Self.rangeCount, cancellation)
        var rows: [UInt32] = []
        rows.reserveCapacity(rowCount)
        try cancellation.forEachRun(rowCount) { positions throws(ExecutionError) in
            for position in positions { if let row = vector.presentRow(position) { rows.append(UInt32(row)) } }
        }
        missing = rowCount - rows.count
        let column = vector.column
        switch column.payload {
        case .integers(let packed):
            let sorted = try summarize(rows, column, cancellation) { packed[$0] }
            if field.type.isNumeric { setNumbers(integers: sorted.map(\.value)) }
        case .doubles(let buffer):
            let sorted = try summarize(rows, column, cancellation) { buffer[$0] }
            let sum = rows.reduce(0) { $0 + buffer[Int($1)] }
            setNumbers(sorted.count, average: sum / Double(sorted.count)) { sorted[$0].value }
        case .codes(let codes, let dictionary):
            var counts = [Int](repeating: 0, count: dictionary.count)
            try cancellation.forEachRun(rows.count) { places throws(ExecutionError) in
                for row in rows[places] { counts[Int(codes[Int(row)])] += 1 }
            }
            try summarize(counts, of: rows.count, dictionary, cancellation)
        case .lists(let offsets, let elements):
            try summarizeLists(column, rows.map(Int.init), elements, cancellation) {
                Int(offsets[$0])..<Int(offsets[$0 + 1])
            }
        }
    }
}

extension FieldSummary {
    /// Values that are ordered as they are stored; gives them in their order.
    private mutating func summarize<Stored: Comparable>(
        _ rows: [UInt32], _ column: Column, _ cancellation: Cancellation, _ stored: (Int) -> Stored
    ) throws(ExecutionError) -> [(value: Stored, row: UInt32)] {
        let values = rows.map { (value: stored(Int($0)), row: $0) }
        let sorted = try cancellation.sorted(values) { $0.value < $1.value }
        let text = { (row: Int) in column.string(row) }
        var tally = Tally(limit: Self.commonestCount)
        var start = 0
        try cancellation.forEachRun(sorted.count) { places throws(ExecutionError) in
            for place in places {
                let end = place + 1
                if end < sorted.count, sorted[end].value == sorted[start].value { continue }
                let run = (row: Int(sorted[start].row), count: end - start)
                if start == 0 { least = Counted(text: text(run.row), count: run.count) }
                if end == sorted.count { greatest = Counted(text: text(run.row), count: run.count) }
                tally.add(run.row, count: run.count)
                start = end
            }
        }
        different = tally.runs
        setCommonest(tally, of: sorted.count, text)
        if field.type == .date || field.type == .dateTime, !sorted.isEmpty {
            quartiles = [25, 50, 75].map { text(Int(sorted[(sorted.count - 1) * $0 / 100].row)) }
        }
        return sorted
    }

    /// The commonest of the runs of equal values; ties keep their order.
    private struct Tally {
        let limit: Int
        private(set) var runs = 0
        private(set) var commonest: [(number: Int, count: Int)] = []

        init(limit: Int) { self.limit = limit }

        mutating func add(_ number: Int, count: Int) {
            runs += 1
            if commonest.count == limit, count <= commonest[limit - 1].count { return }
            let place = commonest.firstIndex { $0.count < count } ?? commonest.count
            commonest.insert((number, count), at: place)
            if commonest.count > limit { commonest.removeLast() }
        }
    }

    private mutating func setCommonest(_ tally: Tally, of total: Int, _ text: (Int) -> String) {
        repeats = tally.runs < total || tally.runs == 1
        commonest = tally.commonest.map { Counted(text: text($0.number), count: $0.count) }
    }

    private mutating func setNumbers(integers sorted: [Int64]) {
        var scale = 0
        if case .decimal(let digits) = field.type { scale = digits }
        let unit = Histogram.powerOfTen(scale)
        // Added exactly, and divided once.
        let sum = sorted.reduce(Int128(0)) { $0 + Int128($1) }
        setNumbers(sorted.count, average: Double(sum) / (unit * Double(sorted.count))) { Double(sorted[$0]) / unit }
    }

    /// `value`: by its place in the order.
    private mutating func setNumbers(_ count: Int, average: Double, _ value: (Int) -> Double) {
        guard count > 0 else { return }
        self.average = average
        quartiles = [25, 50, 75].map { percent in
            // Linear between neighbours; hundredths first, so that whole places stay whole.
            let hundredths = (count - 1) * percent
            let (below, fraction) = (hundredths / 100, Double(hundredths % 100) / 100)
            let above = min(below + 1, count - 1)
            var text: [UInt8] = []
            ValueText.appendDouble(value(below) + (value(above) - value(below)) * fraction, to: &text)
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// `counts`: the rows of each code.
    private mutating func summarize(
        _ counts: [Int], of total: Int, _ dictionary: TextDictionary, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        let used = counts.indices.filter { counts[$0] > 0 }
        different = used.count
        if !field.hasExactIdentity {
            let classes = try cancellation.classes(dictionary, .k1)
            var isSeen = [Bool](repeating: false, count: classes.count)
            for code in used { isSeen[Int(classes.classOfCode[code])] = true }
            different = isSeen.count { $0 }
            if different < used.count { spellings = used.count }
        }
        let ranks = try cancellation.ranks(dictionary, .alphabetical)
        let text = { (code: Int) in Counted(text: dictionary[code].string, count: counts[code]) }
        least = used.min { ranks[$0] < ranks[$1] }.map(text)
        greatest = used.max { ranks[$0] < ranks[$1] }.map(text)
        var tally = Tally(limit: Self.commonestCount)
        var (short, long): (Measured?, Measured?)
        try cancellation.forEachRun(used.count) { places throws(ExecutionError) in
            for code in used[places] {
                tally.add(code, count: counts[code])
                let length = Self.length(dictionary[code])
                if length < short?.length ?? .max { short = Measured(text: dictionary[code].string, length: length) }
                if length > long?.length ?? -1 { long = Measured(text: dictionary[code].string, length: length) }
            }
        }
        (shortest, longest) = (short, long)
        setCommonest(tally, of: total) { dictionary[$0].string }
    }

    /// Characters, as the language's `length` counts them.
    private static func length(_ text: TextSlice) -> Int {
        let isASCII = text.withSpan { span in span.indices.allSatisfy { span[$0] < 0x80 } }
        return isASCII ? text.count : Composition.composed(text.string).count
    }

    private mutating func summarizeLists(
        _ column: Column, _ rows: [Int], _ elements: Column, _ cancellation: Cancellation, _ range: (Int) -> Range<Int>
    ) throws(ExecutionError) {
        var lists: Set<[UInt8]> = []
        var places: [[UInt8]: Int] = [:]
        var runs: [(row: Int, count: Int)] = []
        try cancellation.forEachRun(rows.count) { run throws(ExecutionError) in
            for row in rows[run] {
                lists.insert(column.text(row))
                for element in range(row) where elements.isPresent(element) {
                    let text = elements.text(element)
                    if let place = places[text] {
                        runs[place].count += 1
                    } else {
                        places[text] = runs.count
                        runs.append((element, 1))
                    }
                }
            }
        }
        different = lists.count
        let measured = { (row: Int) in Measured(text: column.string(row), length: range(row).count) }
        shortest = rows.min { range($0).count < range($1).count }.map(measured)
        longest = rows.max { range($0).count < range($1).count }.map(measured)
        var tally = Tally(limit: Self.commonestCount)
        for run in runs { tally.add(run.row, count: run.count) }
        setCommonest(tally, of: runs.reduce(0) { $0 + $1.count }) { elements.string($0) }
    }
}

extension Column {
    fileprivate func string(_ row: Int) -> String { String(decoding: text(row), as: UTF8.self) }
}
