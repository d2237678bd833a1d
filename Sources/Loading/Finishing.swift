import Columns
import Synchronization

/// Joins the columns of parts, several threads at once.
final class Finishing: Sendable {
    struct Finished {
        var settlement: ColumnPlan.Settlement
        var column: Column
    }

    /// Nil in it where the guess was wrong.
    typealias Outcome = Result<Finished?, TextDictionaryFull>

    /// The parts of a column, and what all of them together are.
    private struct Work {
        var parts: [TablePart.PartColumn]
        var settlement: ColumnPlan.Settlement
    }

    private let state: Mutex<State>
    /// No column has to be read again.
    let isComplete: Bool
    /// For one column.
    private let threads: Int

    private struct State: @unchecked Sendable {
        var next = 0
        /// Nil where the guess was wrong.
        var works: [Work?]
        var outcomes: [Outcome?]
    }

    /// Takes the columns out of the parts; `offsets` are the lines before each of them.
    init(_ parts: [TablePart], offsets: [Int], threads: Int) {
        self.threads = threads
        let columns = parts.map { $0.takeAskedColumns() }
        let works = columns[0].indices.map { index in Finishing.work(columns.map { $0[index] }, offsets) }
        isComplete = works.allSatisfy { $0 != nil }
        state = Mutex(State(works: works, outcomes: works.map { _ in nil }))
    }

    var outcomes: [Outcome?] { state.withLock { $0.outcomes } }

    /// Takes columns until none is left, or `isCancelled`; the outcomes then mean nothing.
    func run(isCancelled: @escaping @Sendable () -> Bool) {
        while !isCancelled(), let (index, work) = take() {
            let outcome = finish(work, isCancelled)
            state.withLock { $0.outcomes[index] = outcome }
        }
    }

    /// Nobody else holds what comes back, so that its memory goes with it.
    private func take() -> (Int, Work?)? {
        state.withLock { state in
            let index = state.next
            guard index < state.works.count else { return nil }
            state.next += 1
            var work: Work?
            swap(&work, &state.works[index])
            return (index, work)
        }
    }

    /// Nil where the guess was wrong.
    private static func work(_ parts: [TablePart.PartColumn], _ offsets: [Int]) -> Work? {
        guard parts.allSatisfy({ !$0.isWrong }) else { return nil }
        var settlement = parts[0].settlement
        for (part, offset) in zip(parts, offsets).dropFirst() {
            switch (settlement, part.settlement) {
            case (.number(var extent), .number(let other)):
                extent.merge(other)
                settlement = .number(extent)
            case (.inferred(var inference), .inferred(let other)):
                // Each part must have gone on as it began, or the next began wrong.
                guard inference.agrees(with: other) else { return nil }
                inference.merge(other, offset: offset)
                settlement = .inferred(inference)
            default: break
            }
        }
        let format = settlement.format
        guard parts.allSatisfy({ $0.writer.canWiden(to: format) }) else { return nil }
        return Work(parts: parts, settlement: settlement)
    }

    private func finish(_ work: consuming Work?, _ isCancelled: @escaping @Sendable () -> Bool) -> Outcome {
        guard let settlement = work?.settlement, var writers = work?.parts.map(\.writer) else { return .success(nil) }
        work = nil
        let format = settlement.format
        for index in writers.indices { writers[index].widen(to: format) }
        do {
            let column = try ColumnWriter.finish(&writers, threads: threads, isCancelled: isCancelled)
            guard let column else { return .success(nil) }
            return .success(Finished(settlement: settlement, column: column))
        } catch {
            return .failure(error)
        }
    }
}
