import Columns
import Planning
import Values

/// One place of rows with what is asked of its texts: a table from what is stored there to the questions that hold.
final class QuestionedPlace {
    /// What gives the text, the list, or the reference that leads to either.
    private let reader: any Evaluator
    /// The column to which a reference leads; nil where the reader gives text or lists itself.
    private let target: Column?
    /// The column to which a list's elements lead; nil where they are text.
    private let elementTarget: Column?
    private let patterns: [PatternBit]
    private let tables: PatternTables
    private let cancellation: Cancellation
    /// By the rows of `target`, and by those of `elementTarget`.
    private var byRow: Answers?
    private var byElementRow: Answers?
    /// By the codes of the dictionary seen last.
    private var known: Known?

    /// What holds at a stored number.
    private enum Answers {
        case nothing
        case bits(Buffer<UInt32>)
    }

    private struct Known {
        /// Held, so that no other dictionary can take its place in memory.
        var dictionary: TextDictionary
        /// Of the patterns that some text may match.
        var matchers: [(bit: PatternBit, matcher: DictionaryMatcher)]
        /// How many rows' texts were looked at alone.
        var asked = 0
        /// Of all texts, once enough of them were.
        var answers: Answers?
    }

    /// The share of a dictionary's texts from which on looking at all of them at once is less work.
    private static let shareAlone = 64
    /// So many rows of another collection are asked ahead of those that lead to them.
    private static let fewTargets = 1 << 16

    init(_ place: TextQuestion.Place, _ patterns: [PatternBit], _ compiler: ExpressionCompiler) {
        if case .follow(let base, let table, let position, _) = place.subject {
            (reader, target) = (compiler.evaluator(base), compiler.column(table, position))
        } else {
            (reader, target) = (compiler.evaluator(place.subject), nil)
        }
        if place.list != nil, case .follow(_, let table, let position, _) = place.text {
            elementTarget = compiler.column(table, position)
        } else {
            elementTarget = nil
        }
        (self.patterns, tables, cancellation) = (patterns, compiler.patterns, compiler.cancellation)
    }

    /// The questions that may hold somewhere, as far as is known by now.
    private(set) var possible = UInt32.max

    /// Adds to each row's answers what holds here.
    func answer(_ batch: Batch, into answers: UnsafeMutableBufferPointer<UInt32>) throws(ExecutionError) {
        if case .nothing? = byRow { return }
        let vector = try reader.evaluate(batch)
        guard let target else { return try answer(vector, into: answers) }
        guard target.count <= Self.fewTargets else {
            return try answer(Vector(target, .list(vector.targetRows(batch.count), start: 0)), into: answers)
        }
        if byRow == nil { byRow = try self.answers(ofRows: target) }
        if case .bits(let bits)? = byRow { vector.add(bits, to: answers) }
    }

    /// Of texts or lists of them.
    private func answer(_ vector: Vector, into answers: UnsafeMutableBufferPointer<UInt32>) throws(ExecutionError) {
        switch vector.column.payload {
        case .codes(let codes, let dictionary):
            switch try self.answers(dictionary, rows: answers.count) {
            case .nothing?: return
            case .bits(let bits)?: vector.add(bits, to: answers)
            case nil:
                let matchers = known!.matchers
                vector.forEachPresent(count: answers.count) { position, row in
                    answers[position] |= Self.bits(Int(codes[row]), matchers)
                }
            }
        case .lists(let offsets, let elements):
            guard case .bits(let bits) = try self.answers(ofElements: elements), let packed = elements.packed else {
                return
            }
            packed.withReader { read in
                vector.forEachPresent(count: answers.count) { position, row in
                    for element in offsets[row]..<offsets[row + 1] where elements.isPresent(Int(element)) {
                        answers[position] |= bits[Int(read(Int(element)))]
                    }
                }
            }
        case .integers, .doubles: preconditionFailure("text was expected")
        }
    }

    /// What holds at each row of a column of texts or of lists of them.
    private func answers(ofRows column: Column) throws(ExecutionError) -> Answers {
        var failure: ExecutionError?
        let bits = Buffer<UInt32>(count: column.count) { bits in
            bits.update(repeating: 0)
            do throws(ExecutionError) { try answer(Vector(column), into: bits) } catch { failure = error }
        }
        if let failure { throw failure }
        let found = bits.withUnsafeElements { $0.reduce(0) { $0 | $1 } }
        possible = found
        return found == 0 ? .nothing : .bits(bits)
    }

    /// What holds at what the elements of lists store.
    private func answers(ofElements elements: Column) throws(ExecutionError) -> Answers {
        if let elementTarget {
            if let byElementRow { return byElementRow }
            let made = try answers(ofRows: elementTarget)
            byElementRow = made
            return made
        }
        guard let dictionary = elements.dictionary else { preconditionFailure("text was expected") }
        // Whose texts a row's are is not worth finding out before all of them are known.
        guard let made = try answers(dictionary, rows: dictionary.count) else {
            preconditionFailure("all texts are asked")
        }
        return made
    }

    /// Nil while so few rows are asked about that the text of each is looked at alone.
    private func answers(_ dictionary: TextDictionary, rows: Int) throws(ExecutionError) -> Answers? {
        if known?.dictionary !== dictionary {
            var matchers: [(bit: PatternBit, matcher: DictionaryMatcher)] = []
            for bit in patterns where DictionaryMatcher.mayMatch(bit.pattern, dictionary, cancellation) {
                matchers.append((bit, try DictionaryMatcher(bit.pattern, dictionary, cancellation)))
            }
            known = Known(dictionary: dictionary, matchers: matchers)
            possible = matchers.reduce(0) { $0 | $1.bit.bit }
        }
        if let answers = known!.answers { return answers }
        if known!.matchers.isEmpty {
            known!.answers = .nothing
            return .nothing
        }
        known!.asked += rows
        if known!.asked < dictionary.count / Self.shareAlone { return nil }
        try cancellation.check()
        let made = try tables.bits(known!.matchers, dictionary).map { Answers.bits($0) } ?? .nothing
        known!.answers = made
        if case .bits(let bits) = made {
            possible = bits.withUnsafeElements { $0.reduce(0) { $0 | $1 } }
        } else {
            possible = 0
        }
        return made
    }

    private static func bits(_ code: Int, _ matchers: [(bit: PatternBit, matcher: DictionaryMatcher)]) -> UInt32 {
        var bits: UInt32 = 0
        for (pattern, matcher) in matchers where bits & pattern.bit == 0 && matcher.holds(code) { bits |= pattern.bit }
        return bits
    }
}

extension Vector {
    /// Adds the bits of what each row stores.
    fileprivate func add(_ bits: Buffer<UInt32>, to answers: UnsafeMutableBufferPointer<UInt32>) {
        guard let packed = column.packed else { preconditionFailure("codes or references were expected") }
        bits.withUnsafeElements { bits in
            packed.withReader { read in
                if case .range(let start) = selection, column.dictionary != nil {
                    // What is missing has a code of its own, which has no bits.
                    for position in answers.indices { answers[position] |= bits[Int(read(start + position))] }
                } else {
                    forEachPresent(count: answers.count) { position, row in answers[position] |= bits[Int(read(row))] }
                }
            }
        }
    }
}
