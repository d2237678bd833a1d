import Columns
import Synchronization

/// One pass over a file, types being guessed from its first block, in as many parts at a time as there are threads.
///
/// A guess that a row disproves costs that column another pass; a row or cell that does not fit at all ends the
/// attempt, and the file is read the exact way, which says where. So the result is that of the exact way, always.
struct SpeculativeReading {
    struct Result {
        /// Those that were given, and those of columns that rows have beyond them.
        var all: [ColumnPlan]
        /// Those of them that are asked for, of which the rest here is.
        var plans: [ColumnPlan]
        /// Nil where the guess was wrong.
        var columns: [Column?]
        var settlements: [ColumnPlan.Settlement?]
        var lines: LineNumbers
        var sources: [UnsafeBufferPointer<UInt8>]
    }

    private let plans: [ColumnPlan]
    private let file: String
    private let first: TablePart
    /// What comes behind it, where that is known.
    private let following: [CellSource]
    private let threads: Int
    private let partBytes: Int
    /// What holds the text.
    private let bytes: FileBytes?

    /// Nil where the attempt does not pay.
    init?(_ source: CellSource, _ columnCount: Int, _ plans: [ColumnPlan], _ draft: TableDraft, _ monitor: LoadMonitor)
    {
        guard source.byteCount >= monitor.options.partBytes else { return nil }
        self.plans = plans
        file = draft.file
        bytes = draft.bytes
        threads = monitor.threads
        partBytes = monitor.options.partBytes
        var sources = [source.restarted()]
        if case .json(let rows) = source { sources = rows.split().map { .json($0) } }
        first = TablePart(sources[0], columnCount, plans, mostExpectedRows: monitor.mostExpectedRows)
        following = Array(sources.dropFirst())
    }

    /// Nil where a row or cell does not fit.
    func run(_ monitor: LoadMonitor) throws(LoadError) -> Result? {
        first.readFirstBlock()
        let queue = PartQueue(split(), partBytes: partBytes)
        let (first, isLenient) = (first, monitor.isLenient)
        let failure = Failure()
        // The calling thread, which reads the first part, reports progress for all.
        let report = MainThreadMonitor(monitor: monitor, file: file, step: "reading")
        let reserve = MemoryReserve(threads: queue.parts.count, left: monitor.options.memoryLeft)
        Workers.run(queue.parts.count) { number in
            queue.run(number) { part in
                part.readAll(keepsSources: isLenient) { fraction, growth in
                    do throws(LoadError) {
                        try reserve.take(growth, thread: number)
                        try part === first ? report.check(fraction) : report.checkCancelled(fraction)
                    } catch {
                        failure.note(error)
                        return false
                    }
                    return queue.goesOn(part)
                }
            }
        }
        if let error = failure.first { throw error }
        let parts = queue.parts
        guard parts.allSatisfy(\.isSound) else { return nil }
        return try joined(parts, isCancelled: monitor.options.isCancelled ?? { false })
    }

    /// What ended the attempt of any thread.
    private final class Failure: Sendable {
        private let error = Mutex<LoadError?>(nil)

        var first: LoadError? { error.withLock { $0 } }

        func note(_ new: LoadError) { error.withLock { $0 = $0 ?? new } }
    }

    /// The part that has begun, and those behind it, which begin where a row seems to.
    private func split() -> [TablePart] {
        guard first.isSound else { return [first] }
        if !following.isEmpty { return [first] + following.map { TablePart(following: first, $0) } }
        let count = min(threads, first.source.byteCount / partBytes)
        guard count > 1 else { return [first] }
        var parts = [first]
        let size = first.source.byteCount / count
        for part in 1..<count {
            if let next = parts[parts.count - 1].cut(beforeEnd: (count - part) * size) { parts.append(next) }
        }
        return parts
    }

    // MARK: The end

    /// Gives all parts the same columns, in the order in which they are first seen: those of all parts.
    private func arrange(_ parts: [TablePart]) -> [ColumnPlan] {
        guard first.source.growing != nil else { return plans }
        var keys = JSONKeys()
        var all: [ColumnPlan] = []
        for var plan in parts.flatMap({ $0.columns.map(\.plan) }) {
            plan.source = keys.number(plan.field.name.utf8)!
            if plan.source == all.count { all.append(plan) }
        }
        for part in parts { part.arrange(all) }
        return all
    }

    private func joined(
        _ parts: [TablePart], isCancelled: @escaping @Sendable () -> Bool
    ) throws(LoadError) -> Result {
        let all = arrange(parts)
        let plans = all.filter(\.isAskedFor)
        var result = Result(
            all: all, plans: plans, columns: [], settlements: [], lines: LineNumbers(), sources: [])
        var offsets: [Int] = []
        var offset = 0
        for part in parts {
            offsets.append(offset)
            result.lines.append(part.lines, offset: offset)
            result.sources += part.sources
            offset += part.source.lineCount
        }
        let finishing = Finishing(parts, offsets: offsets, threads: threads)
        // The text goes before the columns are packed, unless someone will look at it again.
        if finishing.isComplete, result.sources.isEmpty { bytes?.discardText() }
        // Columns differ much in what they cost: whoever is free takes the next.
        Workers.run(min(parts.count, plans.count)) { _ in finishing.run(isCancelled: isCancelled) }
        if isCancelled() { throw .cancelled }
        for index in plans.indices {
            switch finishing.outcomes[index]! {
            case .success(let finished):
                result.settlements.append(finished?.settlement)
                result.columns.append(finished?.column)
            case .failure: throw plans[index].tooMuchText(file: file)
            }
        }
        return result
    }
}
