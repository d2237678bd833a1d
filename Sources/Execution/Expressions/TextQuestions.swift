import Columns
import Planning
import Values

/// Several questions about texts, answered together: every place is read once a row, however many questions are asked
/// of it, and places that answer none are not read at all.
final class TextQuestions {
    private let places: [QuestionedPlace]

    /// As many questions have a bit each.
    static let most = UInt32.bitWidth

    /// A question asked of so many places is worth it alone: most of them answer nothing, and are then not read.
    private static let manyPlaces = 8

    /// Nil where they are too many, or too few to share a place.
    init?(_ questions: [TextQuestion], _ compiler: ExpressionCompiler) {
        guard questions.count <= Self.most,
            questions.count > 1 || questions.contains(where: { $0.asked.count >= Self.manyPlaces })
        else { return nil }
        var order: [TextQuestion.Place] = []
        var patterns: [TextQuestion.Place: [PatternBit]] = [:]
        for (number, question) in questions.enumerated() {
            for (place, pattern) in question.asked {
                if patterns[place] == nil { order.append(place) }
                patterns[place, default: []].append(PatternBit(bit: 1 << UInt32(number), pattern: pattern))
            }
        }
        guard order.count > 1 else { return nil }
        places = order.map { QuestionedPlace($0, patterns[$0]!, compiler) }
    }

    /// The answers of each of the first rows: a bit for each question that holds there.
    func answers(_ batch: Batch) throws(ExecutionError) -> [UInt32] {
        var failure: ExecutionError?
        let answers = [UInt32](unsafeUninitializedCapacity: batch.count) { answers, count in
            count = batch.count
            answers.initialize(repeating: 0)
            let used = UnsafeMutableBufferPointer(rebasing: answers[..<batch.count])
            do throws(ExecutionError) {
                for place in places { try place.answer(batch, into: used) }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return answers
    }

    /// The questions that may hold somewhere, as far as is known by now.
    var possible: UInt32 { places.reduce(0) { $0 | $1.possible } }
}

/// Rows at which all of several questions hold.
final class TextQuestionsPredicate: Predicate {
    private let questions: TextQuestions
    private let wanted: UInt32

    init(_ questions: TextQuestions, count: Int) {
        self.questions = questions
        wanted = UInt32.max >> UInt32(TextQuestions.most - count)
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        guard positions.count < batch.count else {
            positions = try self.positions(of: batch)
            return
        }
        guard !positions.isEmpty else { return }
        let answers = try questions.answers(batch.gathering(positions))
        var kept = 0
        for index in answers.indices where answers[index] == wanted {
            positions[kept] = positions[index]
            kept += 1
        }
        positions.removeLast(positions.count - kept)
    }

    /// Only columns are read, and fields that they lead to.
    func comparesRuns(of batch: Batch) -> Bool { true }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        RowMask(count: batch.count, positions: try positions(of: batch))
    }

    func positions(of batch: Batch) throws(ExecutionError) -> Batch.Positions {
        let (answers, wanted) = (try questions.answers(batch), wanted)
        return Batch.Positions(of: answers.indices) { answers[$0] == wanted }
    }
}

/// A sum of numbers, each one of two by whether a question holds: how well a row fits a search.
final class TextPointsEvaluator: Evaluator {
    private let questions: TextQuestions
    private let points: [(yes: Int64, no: Int64)]
    private let least: Int64
    private let greatest: Int64

    /// Nil where a sum may leave 64 bits.
    init?(_ questions: TextQuestions, _ points: [(yes: Int64, no: Int64)]) {
        (self.questions, self.points) = (questions, points)
        var (least, greatest) = (Int64(0), Int64(0))
        for point in points {
            let (low, lowOverflow) = least.addingReportingOverflow(min(point.yes, point.no))
            let (high, highOverflow) = greatest.addingReportingOverflow(max(point.yes, point.no))
            guard !lowOverflow, !highOverflow else { return nil }
            (least, greatest) = (low, high)
        }
        (self.least, self.greatest) = (least, greatest)
    }

    var computesRuns: Bool { true }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        let answers = try questions.answers(batch)
        let sums = answers.map { answer in
            var sum: Int64 = 0
            for index in points.indices {
                sum &+= answer &>> UInt32(index) & 1 != 0 ? points[index].yes : points[index].no
            }
            return sum
        }
        return Vector(Column(.integer, sums, within: least...greatest, presence: nil))
    }

    /// Questions that hold nowhere give but one number.
    var bounds: ClosedRange<Int64>? {
        let possible = questions.possible
        var (low, high) = (Int64(0), Int64(0))
        for (index, point) in points.enumerated() {
            let yes = possible >> UInt32(index) & 1 != 0 ? point.yes : point.no
            low += min(yes, point.no)
            high += max(yes, point.no)
        }
        return low...high
    }
}
