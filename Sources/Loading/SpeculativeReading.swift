import Columns

/// One pass over a delimited file, types being guessed from its first block, in as many parts at a time as there are
/// threads.
///
/// A guess that a row disproves costs that column another pass; a row or cell that does not fit at all ends the
/// attempt, and the file is read the exact way, which says where. So the result is that of the exact way, always.
struct SpeculativeReading {
    struct Result {
        /// Nil where the guess was wrong.
        var columns: [Column?]
        var settlements: [ColumnPlan.Settlement?]
        var lines: LineNumbers
        var sources: [UnsafeBufferPointer<UInt8>]
    }

    private let plans: [ColumnPlan]
    private let columnCount: Int
    private let file: String
    private let first: TablePart
    private let threads: Int
    private let partBytes: Int
    /// What holds the text.
    private let bytes: FileBytes?

    /// Nil where the attempt does not pay.
    init?(_ source: CellSource, _ columnCount: Int, _ plans: [ColumnPlan], _ draft: TableDraft, _ monitor: LoadMonitor)
    {
        guard case .delimited(let scanner) = source, scanner.remaining >= monitor.options.partBytes else { return nil }
        self.plans = plans
        self.columnCount = columnCount
        file = draft.file
        bytes = draft.bytes
        threads = max(1, monitor.options.threads ?? Workers.processorCount)
        partBytes = monitor.options.partBytes
        first = TablePart(scanner, columnCount, plans)
    }

    /// Nil where a row or cell does not fit.
    func run(_ monitor: LoadMonitor) throws(LoadError) -> Result? {
        first.readFirstBlock()
        let parts = split()
        let isLenient = monitor.isLenient
        let isCancelled = monitor.options.isCancelled
        let failure = Failure()
        // The calling thread reports progress for all.
        let report = MainThreadMonitor(monitor: monitor, file: file)
        Workers.run(parts.count) { index in
            parts[index].readAll(keepsSources: isLenient) { fraction in
                if index > 0 { return isCancelled?() != true }
                do throws(LoadError) { try report.check(fraction) } catch {
                    failure.error = error
                    return false
                }
                return true
            }
        }
        if let error = failure.error { throw error }
        if isCancelled?() == true { throw .cancelled }
        guard parts.allSatisfy(\.isSound) else { return nil }
        return try joined(parts, isCancelled: isCancelled ?? { false })
    }

    /// Only the calling thread looks at it, the others being joined before it is read again.
    private final class Failure: @unchecked Sendable {
        var error: LoadError?
    }

    /// Only used on the thread that made it.
    private struct MainThreadMonitor: @unchecked Sendable {
        let monitor: LoadMonitor
        let file: String

        func check(_ fraction: Double) throws(LoadError) {
            try monitor.check(file, "reading", fraction: fraction)
        }
    }

    /// The part that has begun, and those behind it, which begin where a row seems to.
    private func split() -> [TablePart] {
        let count = min(threads, first.scanner.remaining / partBytes)
        guard count > 1, first.isSound else { return [first] }
        var parts = [first]
        let start = first.scanner.position
        let size = first.scanner.remaining / count
        for part in 1..<count {
            let last = parts[parts.count - 1]
            let wanted = max(start + part * size, last.scanner.position)
            guard let border = last.scanner.rowBorder(near: wanted, columnCount: columnCount) else { continue }
            parts.append(TablePart(following: first, last.cut(at: border)))
        }
        return parts
    }

    // MARK: The end

    private func joined(
        _ parts: [TablePart], isCancelled: @escaping @Sendable () -> Bool
    ) throws(LoadError) -> Result {
        var result = Result(columns: [], settlements: [], lines: LineNumbers(), sources: [])
        var offsets: [Int] = []
        var offset = 0
        for part in parts {
            offsets.append(offset)
            result.lines.append(part.lines, offset: offset)
            result.sources += part.sources
            offset += part.scanner.line - 1
        }
        let finishing = Finishing(parts, offsets: offsets)
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
