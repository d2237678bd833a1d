import Columns
import Storage
import Values

/// Reads a source into a draft: in one pass with guessed types where that holds, otherwise once over all rows to
/// settle the types and once to write the columns. Nil where a text that comes through a window does not allow that.
struct TableBuilder {
    private(set) var source: CellSource
    private(set) var columnCount: Int
    let monitor: LoadMonitor
    var draft: TableDraft

    /// Row-level problems go to `problems` (or set rows aside); what makes reading impossible is thrown.
    mutating func build(_ known: [ColumnPlan], problems: inout ProblemLog) throws(LoadError) -> TableDraft? {
        var all = known
        var plans = known.filter(\.isAskedFor)
        var settled: [ColumnPlan.Settlement?]
        var columns: [Column?]
        var areRowsRead = false
        if let reading = SpeculativeReading(source, columnCount, source.growing == nil ? plans : all, draft, monitor),
            let result = try reading.run(monitor)
        {
            if let lines = source.growing {
                all = result.all
                columnCount = all.count
                source = .lines(lines.restarted(keys: all.map(\.field.name)))
            }
            (plans, settled, columns) = (result.plans, result.settlements, result.columns)
            (draft.lines, draft.rowCount, draft.sources) = (result.lines, result.lines.count, result.sources)
            areRowsRead = true
        } else if source.isWindowed {
            return nil
        } else {
            settled = Array(repeating: nil, count: plans.count)
            columns = settled.map { _ in nil }
        }
        let unread = plans.indices.filter { columns[$0] == nil }
        try settle(plans, unread, &settled)
        let formats = plans.indices.map { decide($0, settled[$0]!, plans) }
        guard draft.rowCount < Int(UInt32.max) else { throw LoadError(tooManyRows) }
        if !unread.isEmpty || !areRowsRead {
            let fits = try write(plans, formats, unread, isFirst: !areRowsRead, &columns, &problems)
            if !fits {
                if source.isWindowed { return nil }
                // A value that no type holds, as 1e400: only a pass over all columns tells of it.
                (draft.lines, draft.rowCount, draft.sources) = (LineNumbers(), 0, [])
                _ = try write(plans, formats, Array(plans.indices), isFirst: true, &columns, &problems)
            }
        }
        guard draft.rowCount < Int(UInt32.max) else { throw LoadError(tooManyRows) }
        draft.fields = zip(plans, formats).map { plan, format in
            var field = plan.field
            field.type = format.type
            if draft.dayFirstFields.contains(field.name) { field.isDayFirst = true }
            return field
        }
        draft.columns = columns.map { $0! }
        if !all.allSatisfy(\.isAskedFor) { draft.unreadFields = UnreadFields(byteCount: source.byteCount) }
        return draft
    }

    private var tooManyRows: LoadProblem { LoadProblem(file: draft.file, message: "more than 4,294,967,294 rows") }

    /// Writes the given columns; the first time, lines and problems of rows too. False where a later time a cell does
    /// not fit, which it cannot tell of.
    private mutating func write(
        _ plans: [ColumnPlan], _ formats: [CellFormat], _ written: [Int], isFirst: Bool, _ columns: inout [Column?],
        _ problems: inout ProblemLog
    ) throws(LoadError) -> Bool {
        var writers: [ColumnWriter] = []
        for index in written { writers.append(ColumnWriter(formats[index], missingValues: plans[index].missingValues)) }
        var block = CellBlock(columnCount: columnCount)
        var pass = source.restarted()
        while try pass.next(into: &block) {
            try monitor.check(draft.file, "reading", fraction: pass.progress)
            var faults: [CellFault] = []
            for (position, index) in written.enumerated() {
                let plan = plans[index]
                if let column = plan.source {
                    writers[position].append(block, column: column, planned: index, faults: &faults)
                    if writers[position].isFull { throw tooMuchText(plan) }
                } else {
                    writers[position].appendMissing(count: block.rowCount)
                }
                if plan.isRequired, isFirst { plan.addMissing(block, index, to: &faults) }
            }
            guard isFirst else {
                guard faults.isEmpty else { return false }
                continue
            }
            draft.lines.append(block)
            if monitor.isLenient { for row in 0..<block.rowCount { draft.sources.append(block.places[row].source) } }
            report(faults, block, plans, formats, &problems)
            draft.rowCount += block.rowCount
        }
        // A file that others write to meanwhile may have other rows now.
        guard writers.allSatisfy({ $0.count == draft.rowCount }) else { return false }
        for (position, index) in written.enumerated() {
            // Each writer's memory goes before the next column is packed.
            var alone = [ColumnWriter(.text)]
            swap(&alone[0], &writers[position])
            let column: Column?
            do {
                column = try ColumnWriter.finish(
                    &alone, threads: monitor.threads, isCancelled: monitor.options.isCancelled ?? { false })
            } catch {
                throw tooMuchText(plans[index])
            }
            guard let column else { throw .cancelled }
            columns[index] = column
        }
        return true
    }

    private func tooMuchText(_ plan: ColumnPlan) -> LoadError { plan.tooMuchText(file: draft.file) }

    // MARK: Types

    /// Looks at all rows of the given columns, as far as that is needed to know their types.
    private func settle(
        _ plans: [ColumnPlan], _ looked: [Int], _ settled: inout [ColumnPlan.Settlement?]
    ) throws(LoadError) {
        for index in looked { settled[index] = plans[index].settlement }
        let open = looked.filter { settled[$0]!.isOpen && plans[$0].source != nil }
        guard !open.isEmpty else { return }
        var block = CellBlock(columnCount: columnCount)
        var pass = source.restarted()
        while try pass.next(into: &block) {
            try monitor.check(draft.file, "finding types", fraction: pass.progress)
            for index in open { settled[index]!.add(block, column: plans[index].source!) }
        }
    }

    /// The format of a column; what was inferred is noted.
    private mutating func decide(_ index: Int, _ settlement: ColumnPlan.Settlement, _ plans: [ColumnPlan]) -> CellFormat
    {
        switch settlement {
        case .declared(let format): format
        case .number(let extent): numberFormat(extent, plans[index].field)
        case .inferred(let inference): decided(inference, at: index, plans)
        }
    }

    private mutating func decided(_ inference: TypeInference, at index: Int, _ plans: [ColumnPlan]) -> CellFormat {
        let decision = inference.decision()
        let name = plans[index].field.name
        draft.notes.append(
            LoadNote(collection: draft.name, severity: decision.severity, message: "\(name): \(decision.message)"))
        if decision.isDayFirst { draft.dayFirstFields.insert(name) }
        return decision.format
    }

    private mutating func numberFormat(_ extent: NumberExtent, _ field: Field) -> CellFormat {
        if let reason = extent.binaryReason {
            draft.notes.append(
                LoadNote(collection: draft.name, message: "\(field.name): binary numbers, because \(reason)"))
        }
        return extent.cellFormat
    }

    // MARK: Problems

    /// In the order of rows, as people read the file.
    private mutating func report(
        _ faults: [CellFault], _ block: borrowing CellBlock, _ plans: [ColumnPlan], _ formats: [CellFormat],
        _ problems: inout ProblemLog
    ) {
        guard !faults.isEmpty || !block.faults.isEmpty else { return }
        let faultyRows = Set(block.faults.map(\.row))
        var rowFaults = block.faults[...]
        let sorted = faults.filter { !faultyRows.contains($0.row) }.sorted { ($0.row, $0.plan) < ($1.row, $1.plan) }
        for fault in sorted {
            while let next = rowFaults.first, next.row < fault.row { report(rowFaults.removeFirst(), &problems) }
            let name = plans[fault.plan].field.name
            draft.reject(
                row: draft.rowCount + fault.row,
                column: Self.column(of: fault.cell, in: block.places[fault.row].source),
                field: name, value: fault.value,
                message: Self.message(fault, plans[fault.plan], formats[fault.plan]),
                isLenient: monitor.isLenient, problems: &problems)
        }
        for fault in rowFaults { report(fault, &problems) }
    }

    private static func message(_ fault: CellFault, _ plan: ColumnPlan, _ format: CellFormat) -> String {
        let name = plan.field.name
        if fault.value == nil { return "\(name) is required, and has no value here" }
        // All rows have the form of an inferred type: only the value can be out of its range, as 1e400 is.
        if case .inferred = plan.reading {
            return "\(name) is out of range: no \(format.type.description) can be so great"
        }
        return "\(name) is not \(plan.typeName)"
    }

    private mutating func report(_ fault: RowFault, _ problems: inout ProblemLog) {
        draft.reject(
            row: draft.rowCount + fault.row, column: fault.column, message: fault.message, hint: fault.hint,
            isLenient: monitor.isLenient, problems: &problems)
    }

    /// The 1-based column, in characters, where a cell starts; nil where it stands on another line than its row.
    private static func column(of cell: Cell, in source: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let address = cell.address, let start = source.baseAddress, address >= start,
            address <= start + source.count
        else { return nil }
        let before = source.prefix(address - start)
        guard !before.contains(0x0A), !before.contains(0x0D) else { return nil }
        return before.count { $0 & 0xC0 != 0x80 } + 1
    }
}
