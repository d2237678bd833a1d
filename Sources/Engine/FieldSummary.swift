import Columns
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

    init(_ field: Field, ownType: ValueType, _ vector: Vector, _ rowCount: Int) {
        (self.field, self.ownType, self.rowCount) = (field, ownType, rowCount)
        let rows = (0..<rowCount).compactMap { vector.presentRow($0) }
        missing = rowCount - rows.count
        histogram = Histogram(vector, count: rowCount, type: field.type, limit: Self.rangeCount)
        switch vector.column.payload {
        case .integers(let packed):
            let column = vector.column
            summarize(rows.map { (packed[$0], $0) }) { column.string($0) }
            if field.type.isNumeric { summarizeNumbers(integers: rows.map { packed[$0] }) }
        case .doubles(let buffer):
            let column = vector.column
            summarize(rows.map { (buffer[$0], $0) }) { column.string($0) }
            summarizeNumbers(doubles: rows.map { buffer[$0] })
        case .codes(let codes, let dictionary): summarize(rows.map { Int(codes[$0]) }, dictionary)
        case .lists(let offsets, let elements):
            summarizeLists(vector.column, rows, elements) { Int(offsets[$0])..<Int(offsets[$0 + 1]) }
        }
    }
}

extension FieldSummary {
    /// Values that are ordered as they are stored, each with its row.
    private mutating func summarize<Stored: Comparable>(_ values: [(Stored, Int)], _ text: (Int) -> String) {
        let sorted = values.sorted { $0.0 < $1.0 }
        var runs: [(row: Int, count: Int)] = []
        for (index, entry) in sorted.enumerated() {
            if index > 0, sorted[index - 1].0 == entry.0 {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((entry.1, 1))
            }
        }
        different = runs.count
        least = runs.first.map { Counted(text: text($0.row), count: $0.count) }
        greatest = runs.last.map { Counted(text: text($0.row), count: $0.count) }
        setCommonest(runs, of: sorted.count, text)
        if field.type == .date || field.type == .dateTime, !sorted.isEmpty {
            quartiles = [25, 50, 75].map { text(sorted[(sorted.count - 1) * $0 / 100].1) }
        }
    }

    /// Ties keep their order.
    private mutating func setCommonest(_ runs: [(row: Int, count: Int)], of total: Int, _ text: (Int) -> String) {
        repeats = runs.count < total || runs.count == 1
        let ranked = runs.enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }
        commonest = ranked.prefix(Self.commonestCount).map {
            Counted(text: text($0.element.row), count: $0.element.count)
        }
    }

    private mutating func summarizeNumbers(integers: [Int64]) {
        var scale = 0
        if case .decimal(let digits) = field.type { scale = digits }
        let unit = Histogram.powerOfTen(scale)
        // Added exactly, and divided once.
        let sum = integers.reduce(Int128(0)) { $0 + Int128($1) }
        setNumbers(integers.map { Double($0) / unit }, average: Double(sum) / (unit * Double(integers.count)))
    }

    private mutating func summarizeNumbers(doubles: [Double]) {
        setNumbers(doubles, average: doubles.reduce(0, +) / Double(doubles.count))
    }

    private mutating func setNumbers(_ values: [Double], average: Double) {
        guard !values.isEmpty else { return }
        let sorted = values.sorted()
        self.average = average
        quartiles = [25, 50, 75].map { percent in
            // Linear between neighbours; hundredths first, so that whole places stay whole.
            let hundredths = (sorted.count - 1) * percent
            let (below, fraction) = (hundredths / 100, Double(hundredths % 100) / 100)
            let above = min(below + 1, sorted.count - 1)
            var text: [UInt8] = []
            ValueText.appendDouble(sorted[below] + (sorted[above] - sorted[below]) * fraction, to: &text)
            return String(decoding: text, as: UTF8.self)
        }
    }

    private mutating func summarize(_ codes: [Int], _ dictionary: TextDictionary) {
        var counts = [Int](repeating: 0, count: dictionary.count)
        for code in codes { counts[code] += 1 }
        let used = counts.indices.filter { counts[$0] > 0 }
        different = used.count
        if !field.hasExactIdentity {
            let classes = dictionary.classes(.k1).classOfCode
            different = Set(used.map { classes[$0] }).count
            if different < used.count { spellings = used.count }
        }
        let ranks = dictionary.ranks(.alphabetical)
        let text = { (code: Int) in Counted(text: dictionary[code].string, count: counts[code]) }
        least = used.min { ranks[$0] < ranks[$1] }.map(text)
        greatest = used.max { ranks[$0] < ranks[$1] }.map(text)
        setCommonest(used.map { ($0, counts[$0]) }, of: codes.count) { dictionary[$0].string }
        let lengths = used.map { Self.length(dictionary[$0]) }
        let measured = { (index: Int) in
            Measured(text: dictionary[used[index]].string, length: lengths[index])
        }
        shortest = lengths.indices.min { lengths[$0] < lengths[$1] }.map(measured)
        longest = lengths.indices.max { lengths[$0] < lengths[$1] }.map(measured)
    }

    /// Characters, as the language's `length` counts them.
    private static func length(_ text: TextSlice) -> Int {
        let isASCII = text.withSpan { span in span.indices.allSatisfy { span[$0] < 0x80 } }
        return isASCII ? text.count : Composition.composed(text.string).count
    }

    private mutating func summarizeLists(
        _ column: Column, _ rows: [Int], _ elements: Column, _ range: (Int) -> Range<Int>
    ) {
        different = Set(rows.map { column.text($0) }).count
        let measured = { (row: Int) in Measured(text: column.string(row), length: range(row).count) }
        shortest = rows.min { range($0).count < range($1).count }.map(measured)
        longest = rows.max { range($0).count < range($1).count }.map(measured)
        var places: [[UInt8]: Int] = [:]
        var runs: [(row: Int, count: Int)] = []
        for element in rows.flatMap(range) where elements.isPresent(element) {
            let text = elements.text(element)
            if let place = places[text] {
                runs[place].count += 1
            } else {
                places[text] = runs.count
                runs.append((element, 1))
            }
        }
        setCommonest(runs, of: runs.reduce(0) { $0 + $1.count }) { elements.string($0) }
    }
}

extension Column {
    fileprivate func string(_ row: Int) -> String { String(decoding: text(row), as: UTF8.self) }
}
