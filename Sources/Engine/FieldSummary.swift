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
    static let bytesPerRow = CountedValues<Int64>.bytesPerRow

    /// - Parameter threads: how many may work on it.
    init(
        _ field: Field, ownType: ValueType, _ vector: Vector, _ rowCount: Int, threads: Int,
        _ cancellation: Cancellation
    ) throws(ExecutionError) {
        (self.field, self.ownType, self.rowCount) = (field, ownType, rowCount)
        switch vector.column.payload {
        case .integers:
            let counted = try CountedValues<Int64>(vector, count: rowCount, threads: threads, cancellation)
            summarize(counted) { Self.text($0, vector.column.type) }
            try summarizeNumbers(counted, cancellation)
        case .doubles:
            let counted = try CountedValues<Double>(vector, count: rowCount, threads: threads, cancellation)
            summarize(counted, text: Self.text)
            try summarizeNumbers(counted, sum: vector.sum(rowCount), cancellation)
        case .codes(_, let dictionary):
            let counts = try vector.codeCounts(rowCount, limit: dictionary.count, cancellation)
            try summarize(counts, dictionary, cancellation)
        case .lists(let offsets, let elements):
            try summarizeLists(vector, elements, cancellation) { Int(offsets[$0])..<Int(offsets[$0 + 1]) }
        }
    }
}

extension FieldSummary {
    private static func text(_ value: Int64, _ type: ValueType) -> String {
        Column(type: type, count: 1, payload: .integers(PackedIntegers([value])), presence: nil).string(0)
    }

    private static func text(_ value: Double) -> String {
        var text: [UInt8] = []
        ValueText.appendDouble(value, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Values that are ordered as they are stored.
    private mutating func summarize<Number>(_ counted: CountedValues<Number>, text: (Number) -> String) {
        missing = rowCount - counted.total
        different = counted.values.count
        guard let last = counted.values.indices.last else { return }
        least = Counted(text: text(counted.values[0]), count: counted.count(0))
        greatest = Counted(text: text(counted.values[last]), count: counted.count(last))
        var tally = Tally(limit: Self.commonestCount)
        for index in counted.values.indices { tally.add(index, count: counted.count(index)) }
        setCommonest(tally, of: counted.total) { text(counted.values[$0]) }
        if field.type == .date || field.type == .dateTime {
            quartiles = [25, 50, 75].map { text(counted.value(at: (counted.total - 1) * $0 / 100)) }
        }
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

    /// Quartiles, average and histogram of whole numbers and decimals; of dates the histogram.
    private mutating func summarizeNumbers(
        _ counted: CountedValues<Int64>, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        histogram = try Histogram(
            counted, missing: missing, type: field.type, limit: Self.rangeCount, cancellation)
        guard field.type.isNumeric else { return }
        var scale = 0
        if case .decimal(let digits) = field.type { scale = digits }
        let unit = Histogram.powerOfTen(scale)
        // Added exactly, and divided once.
        var sum = Int128(0)
        for (index, value) in counted.values.enumerated() { sum += Int128(value) * Int128(counted.count(index)) }
        setNumbers(counted.total, average: Double(sum) / (unit * Double(counted.total))) {
            Double(counted.value(at: $0)) / unit
        }
    }

    /// `sum`: of all rows, added in their order.
    private mutating func summarizeNumbers(
        _ counted: CountedValues<Double>, sum: Double, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        histogram = try Histogram(
            counted, missing: missing, type: field.type, limit: Self.rangeCount, cancellation)
        setNumbers(counted.total, average: sum / Double(counted.total)) { counted.value(at: $0) }
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
            return Self.text(value(below) + (value(above) - value(below)) * fraction)
        }
    }

    /// `counts`: the rows of each code.
    private mutating func summarize(
        _ counts: [UInt32], _ dictionary: TextDictionary, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        let used = counts.indices.filter { counts[$0] > 0 }
        let total = used.reduce(0) { $0 + Int(counts[$1]) }
        missing = rowCount - total
        different = used.count
        if !field.hasExactIdentity {
            let classes = try cancellation.classes(dictionary, .k1)
            var isSeen = [Bool](repeating: false, count: classes.count)
            for code in used { isSeen[Int(classes.classOfCode[code])] = true }
            different = isSeen.count { $0 }
            if different < used.count { spellings = used.count }
        }
        let ranks = try cancellation.ranks(dictionary, .alphabetical)
        let text = { (code: Int) in Counted(text: dictionary[code].string, count: Int(counts[code])) }
        least = used.min { ranks[$0] < ranks[$1] }.map(text)
        greatest = used.max { ranks[$0] < ranks[$1] }.map(text)
        var tally = Tally(limit: Self.commonestCount)
        var (short, long) = ((code: 0, length: Int.max), (code: 0, length: -1))
        try cancellation.forEachRun(used.count) { places throws(ExecutionError) in
            for code in used[places] {
                tally.add(code, count: Int(counts[code]))
                let length = dictionary[code].withSpan { Characters.count($0) }
                if length < short.length { short = (code, length) }
                if length > long.length { long = (code, length) }
            }
        }
        if total > 0 {
            shortest = Measured(text: dictionary[short.code].string, length: short.length)
            longest = Measured(text: dictionary[long.code].string, length: long.length)
        }
        setCommonest(tally, of: total) { dictionary[$0].string }
    }

    private mutating func summarizeLists(
        _ vector: Vector, _ elements: Column, _ cancellation: Cancellation, _ range: (Int) -> Range<Int>
    ) throws(ExecutionError) {
        var tally = ListTally(vector.column, elements)
        var (short, long) = ((row: 0, length: Int.max), (row: 0, length: -1))
        var present = 0
        try cancellation.forEachRun(rowCount) { positions throws(ExecutionError) in
            for position in positions {
                guard let row = vector.presentRow(position) else { continue }
                present += 1
                let range = range(row)
                if range.count < short.length { short = (row, range.count) }
                if range.count > long.length { long = (row, range.count) }
                tally.add(row, range)
            }
        }
        missing = rowCount - present
        different = tally.finish()
        if present > 0 {
            shortest = Measured(text: vector.column.string(short.row), length: short.length)
            longest = Measured(text: vector.column.string(long.row), length: long.length)
        }
        var commonest = Tally(limit: Self.commonestCount)
        for run in tally.runs { commonest.add(run.element, count: run.count) }
        setCommonest(commonest, of: tally.runs.reduce(0) { $0 + $1.count }) { elements.string($0) }
    }
}

/// Different lists, and the different elements of all, by their texts. Elements that are codes are told apart by these:
/// most lists have one or none, and their texts are then looked at once for all.
private struct ListTally {
    private let column: Column
    private let elements: Column
    private let codes: PackedIntegers?
    /// The place among `runs` of each code; -1 for one that has not come yet.
    private var runOfCode: [Int32] = []
    /// The codes that stand alone in a list.
    private var isAlone: [Bool] = []
    private var hasEmpty = false
    /// Only their codes are wanted: how many there are, and the order in which they come.
    private var lists = TextDictionaryBuilder.forCodes()
    private var texts = TextDictionaryBuilder.forCodes()
    /// For a text that is being written.
    private var room: [UInt8] = []
    /// An element of each text, as they come, and how often it occurs.
    private(set) var runs: [(element: Int, count: Int)] = []

    init(_ column: Column, _ elements: Column) {
        (self.column, self.elements) = (column, elements)
        codes = elements.dictionary == nil ? nil : elements.packed
        runOfCode = Array(repeating: -1, count: elements.dictionary?.count ?? 0)
        isAlone = Array(repeating: false, count: runOfCode.count)
    }

    mutating func add(_ row: Int, _ range: Range<Int>) {
        if range.isEmpty {
            hasEmpty = true
            return
        }
        for element in range where elements.isPresent(element) { count(element) }
        if range.count == 1, let codes, elements.isPresent(range.lowerBound) {
            isAlone[Int(codes[range.lowerBound])] = true
            return
        }
        var text = emptyRoom()
        column.appendText(row, to: &text)
        _ = lists.code(for: text.span)
        room = text
    }

    /// Takes the room for a text, to be given back.
    private mutating func emptyRoom() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &room)
        taken.removeAll(keepingCapacity: true)
        return taken
    }

    private mutating func count(_ element: Int) {
        let run: Int
        if let codes {
            let code = Int(codes[element])
            if runOfCode[code] < 0 { runOfCode[code] = Int32(runs.count) }
            run = Int(runOfCode[code])
        } else {
            var text = emptyRoom()
            elements.appendText(element, to: &text)
            run = Int(texts.code(for: text.span))
            room = text
        }
        if run == runs.count { runs.append((element, 0)) }
        runs[run].count += 1
    }

    /// How many different lists there are.
    mutating func finish() -> Int {
        if hasEmpty { _ = lists.code(for: "") }
        if let dictionary = elements.dictionary {
            for code in isAlone.indices where isAlone[code] {
                _ = dictionary[code].withSpan { lists.code(for: $0) }
            }
        }
        return lists.count
    }
}

extension Column {
    fileprivate func string(_ row: Int) -> String { String(decoding: text(row), as: UTF8.self) }
}

extension Vector {
    /// The sum of the doubles of the first `count` rows, in their order.
    fileprivate func sum(_ count: Int) -> Double {
        guard case .doubles(let values) = column.payload else { preconditionFailure("doubles were expected") }
        return (0..<count).reduce(0) { sum, position in presentRow(position).map { sum + values[$0] } ?? sum }
    }
}
