import Columns
import Planning
import Synchronization

/// A text pattern: asked of each distinct text once, then a look into a table a row.
final class TextPredicate: Predicate {
    private let subject: any Evaluator
    private let pattern: TextPattern
    private let tables: PatternTables
    private let cancellation: Cancellation
    private var known: Known?

    private struct Known {
        /// Held, so that no other dictionary can take its place in memory.
        var dictionary: TextDictionary
        var matcher: DictionaryMatcher
        /// How many rows' texts were looked at alone.
        var asked = 0
        /// Of all texts, once enough of them were.
        var matches: Matches?
    }

    /// Which texts of a dictionary match.
    enum Matches {
        case nothing
        /// Codes that stand side by side, as one alone does.
        case run(ClosedRange<Int64>)
        /// One truth a code, and one for the missing code (false).
        case table(Buffer<Bool>)

        init(_ matcher: DictionaryMatcher) throws(ExecutionError) {
            if let run = matcher.run {
                self = run.isEmpty ? .nothing : .run(Int64(run.lowerBound)...Int64(run.upperBound - 1))
                return
            }
            let holds = try matcher.matches()
            guard let (places, count) = holds.trueExtent else {
                self = .nothing
                return
            }
            self = places.count == count ? .run(Int64(places.lowerBound)...Int64(places.upperBound)) : .table(holds)
        }
    }

    /// The share of a dictionary's texts from which on looking at all of them at once is less work.
    private static let shareAlone = 64

    init(
        _ subject: any Evaluator, _ pattern: TextPattern, _ tables: PatternTables, _ cancellation: Cancellation
    ) {
        (self.subject, self.pattern, self.tables, self.cancellation) = (subject, pattern, tables, cancellation)
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        if try holdsNowhere() { return positions.removeAll() }
        let (vector, codes, dictionary) = try texts(of: batch)
        guard let found = try matches(dictionary, rows: positions.count) else {
            let matcher = known!.matcher
            return vector.keep(&positions) { matcher.holds(Int(codes[$0])) }
        }
        switch found {
        case .nothing: positions.removeAll()
        case .run(let run): codes.withReader { read in vector.keep(&positions) { run.contains(read($0)) } }
        case .table(let matches):
            switch codes.storage {
            case .bytes(let buffer): vector.keep(&positions) { matches[Int(buffer[$0])] }
            case .shorts(let buffer): vector.keep(&positions) { matches[Int(buffer[$0])] }
            case .words(let buffer): vector.keep(&positions) { matches[Int(buffer[$0])] }
            case .longs: vector.keep(&positions) { matches[Int(codes[$0])] }
            }
        }
    }

    func comparesRuns(of batch: Batch) -> Bool { subject.run(of: batch)?.column.dictionary != nil }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard let (column, rows) = subject.run(of: batch), let dictionary = column.dictionary,
            let matches = try matches(dictionary, rows: batch.count)
        else { return try maskByPositions(batch) }
        return switch matches {
        case .nothing: RowMask(count: batch.count)
        case .run(let run): column.mask(of: run, in: rows)
        case .table(let holds): column.mask(where: holds, in: rows)
        }
    }

    /// Whether it is known before any row is looked at that no text matches.
    private func holdsNowhere() throws(ExecutionError) -> Bool {
        guard let dictionary = subject.shownColumn?.dictionary else { return false }
        if case .nothing? = try matches(dictionary, rows: 0) { return true }
        return false
    }

    private func texts(
        of batch: Batch
    ) throws(ExecutionError) -> (vector: Vector, codes: PackedIntegers, dictionary: TextDictionary) {
        let vector = try subject.evaluate(batch)
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        return (vector, codes, dictionary)
    }

    /// Nil while so few rows are asked about that the text of each is looked at alone.
    private func matches(_ dictionary: TextDictionary, rows: Int) throws(ExecutionError) -> Matches? {
        if known?.dictionary !== dictionary {
            known = Known(dictionary: dictionary, matcher: try DictionaryMatcher(pattern, dictionary, cancellation))
        }
        if let matches = known!.matches { return matches }
        known!.asked += rows
        if known!.asked < dictionary.count / Self.shareAlone { return nil }
        let made = try tables.matches(pattern, dictionary, known!.matcher)
        known!.matches = made
        return made
    }
}

/// What patterns match in dictionaries, found once for all threads of a query.
final class PatternTables: Sendable {
    private struct Key<Asked: Hashable>: Hashable {
        var asked: Asked
        var dictionary: ObjectIdentifier
    }

    private struct Entry<Answer> {
        /// Held, so that no other dictionary can take its place in memory.
        var dictionary: TextDictionary
        var answer: Answer
    }

    private typealias Entries<Asked: Hashable, Answer> = [Key<Asked>: Entry<Answer>]

    private let entries = Mutex<Entries<TextPattern, TextPredicate.Matches>>([:])
    private let bits = Mutex<Entries<[PatternBit], Buffer<UInt32>?>>([:])

    func matches(
        _ pattern: TextPattern, _ dictionary: TextDictionary, _ matcher: DictionaryMatcher
    ) throws(ExecutionError) -> TextPredicate.Matches {
        // Those who ask for what is being made wait for it.
        try entries.withLock { entries throws(ExecutionError) in
            let key = Key(asked: pattern, dictionary: ObjectIdentifier(dictionary))
            if let known = entries[key] { return known.answer }
            let made = try TextPredicate.Matches(matcher)
            entries[key] = Entry(dictionary: dictionary, answer: made)
            return made
        }
    }

    /// The bits of all patterns that match, for each code and, at the end, for the missing code, which has none; nil
    /// where no text matches any.
    func bits(
        _ patterns: [(bit: PatternBit, matcher: DictionaryMatcher)], _ dictionary: TextDictionary
    ) throws(ExecutionError) -> Buffer<UInt32>? {
        try bits.withLock { bits throws(ExecutionError) in
            let key = Key(asked: patterns.map(\.bit), dictionary: ObjectIdentifier(dictionary))
            if let known = bits[key] { return known.answer }
            var found: [(bit: UInt32, matches: TextPredicate.Matches)] = []
            for (pattern, matcher) in patterns {
                let matches = try matches(pattern.pattern, dictionary, matcher)
                if case .nothing = matches { continue }
                found.append((pattern.bit, matches))
            }
            let made = found.isEmpty ? nil : Self.combined(found, count: dictionary.count + 1)
            bits[key] = Entry(dictionary: dictionary, answer: made)
            return made
        }
    }

    private static func combined(
        _ found: [(bit: UInt32, matches: TextPredicate.Matches)], count: Int
    ) -> Buffer<UInt32> {
        Buffer(count: count) { bits in
            bits.initialize(repeating: 0)
            for (bit, matches) in found {
                switch matches {
                case .nothing: break
                case .run(let run): for code in run { bits[Int(code)] |= bit }
                case .table(let holds): for code in 0..<count { bits[code] |= holds[code] ? bit : 0 }
                }
            }
        }
    }
}

/// A pattern and the bit that says whether it matches.
struct PatternBit: Hashable {
    var bit: UInt32
    var pattern: TextPattern
}
