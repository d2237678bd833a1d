import Columns
import Values

/// Reads a source into a draft: once over all rows to settle the types, once to write the columns.
struct TableBuilder {
    let source: CellSource
    let columnCount: Int
    let monitor: LoadMonitor
    var draft: TableDraft

    /// Row-level problems go to `problems` (or set rows aside); what makes reading impossible is thrown.
    mutating func build(_ plans: [ColumnPlan], problems: inout ProblemLog) throws(LoadError) -> TableDraft {
        let formats = try settle(plans)
        var writers: [ColumnWriter] = []
        for (plan, format) in zip(plans, formats) {
            writers.append(ColumnWriter(format, missingValues: plan.missingValues))
        }
        var block = CellBlock(columnCount: columnCount)
        var pass = source
        while try pass.next(into: &block) {
            try monitor.check(draft.file, "reading", fraction: pass.progress)
            var faults: [CellFault] = []
            for (index, plan) in plans.enumerated() {
                if let column = plan.source {
                    writers[index].append(block, column: column, planned: index, faults: &faults)
                } else {
                    writers[index].appendMissing(count: block.rowCount)
                }
                if plan.isRequired { addMissing(block, plan, index, to: &faults) }
            }
            for row in 0..<block.rowCount { draft.lines.append(block.lines[row]) }
            if monitor.isLenient { draft.sources += block.sources }
            report(faults, block, plans, &problems)
            draft.rowCount += block.rowCount
        }
        guard draft.rowCount < Int(UInt32.max) else {
            throw LoadError(LoadProblem(file: draft.file, message: "more than 4,294,967,294 rows"))
        }
        draft.fields = zip(plans, formats).map { plan, format in
            var field = plan.field
            field.type = format.type
            if draft.dayFirstFields.contains(field.name) { field.isDayFirst = true }
            return field
        }
        for index in writers.indices {
            draft.columns.append(writers[index].finish())
            // Each writer's memory goes before the next column is packed.
            writers[index] = ColumnWriter(.text)
        }
        return draft
    }

    // MARK: Types

    /// The format of each column; what was inferred is noted.
    private mutating func settle(_ plans: [ColumnPlan]) throws(LoadError) -> [CellFormat] {
        var inferences: [TypeInference?] = plans.map { plan in
            if case .inferred = plan.reading { TypeInference() } else { nil }
        }
        var extents: [NumberExtent?] = plans.map { plan in
            if case .number(let format) = plan.reading { NumberExtent(format) } else { nil }
        }
        if inferences.contains(where: { $0 != nil }) || extents.contains(where: { $0 != nil }) {
            var block = CellBlock(columnCount: columnCount)
            var pass = source
            while try pass.next(into: &block) {
                try monitor.check(draft.file, "finding types", fraction: pass.progress)
                for (index, plan) in plans.enumerated() {
                    guard let column = plan.source else { continue }
                    inferences[index]?.add(block, column: column)
                    extents[index]?.add(block, column: column)
                }
            }
        }
        return plans.indices.map { index in
            switch plans[index].reading {
            case .declared(let format): return format
            case .number: return numberFormat(extents[index]!, plans[index].field)
            case .inferred: return decided(inferences[index]!, at: index, plans)
            }
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
        if extent.hasExponent || extent.integerDigits + extent.scale > NumberReading.maximumDigits {
            draft.notes.append(
                LoadNote(
                    collection: draft.name,
                    message: "\(field.name): binary numbers, because "
                        + (extent.hasExponent ? "some have an exponent" : "they need more than 18 digits")))
            return .double(extent.format)
        }
        return .decimal(scale: extent.scale, extent.format)
    }

    // MARK: Problems

    private func addMissing(
        _ block: borrowing CellBlock, _ plan: ColumnPlan, _ index: Int, to faults: inout [CellFault]
    ) {
        for row in 0..<block.rowCount {
            let cell = plan.source.map { block.cell(row, $0) } ?? .missing
            let isMissing =
                cell.kind == .missing || cell.kind != .list && cell.length > 0
                && plan.missingValues.contains { $0.elementsEqual(cell.bytes) }
            if isMissing { faults.append(CellFault(row: row, plan: index, cell: cell, value: nil)) }
        }
    }

    /// In the order of rows, as people read the file.
    private mutating func report(
        _ faults: [CellFault], _ block: borrowing CellBlock, _ plans: [ColumnPlan], _ problems: inout ProblemLog
    ) {
        guard !faults.isEmpty || !block.faults.isEmpty else { return }
        let faultyRows = Set(block.faults.map(\.row))
        var rowFaults = block.faults[...]
        let sorted = faults.filter { !faultyRows.contains($0.row) }.sorted { ($0.row, $0.plan) < ($1.row, $1.plan) }
        for fault in sorted {
            while let next = rowFaults.first, next.row < fault.row { report(rowFaults.removeFirst(), &problems) }
            let plan = plans[fault.plan]
            let name = plan.field.name
            draft.reject(
                row: draft.rowCount + fault.row, column: Self.column(of: fault.cell, in: block.sources[fault.row]),
                field: name, value: fault.value,
                message: fault.value == nil
                    ? "\(name) is required, and has no value here" : "\(name) is not \(plan.typeName)",
                isLenient: monitor.isLenient, problems: &problems)
        }
        for fault in rowFaults { report(fault, &problems) }
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

extension TypeInference {
    /// One column of a block.
    mutating func add(_ block: borrowing CellBlock, column: Int) {
        if isText {
            for row in 0..<block.rowCount where block.cell(row, column).kind != .missing { present += 1 }
            return
        }
        for row in 0..<block.rowCount { add(block.cell(row, column), line: block.lines[row], in: block) }
    }
}

/// How many digits a schema's numbers need.
struct NumberExtent {
    let format: NumberFormat
    var integerDigits = 0
    var scale = 0
    var hasExponent = false

    init(_ format: NumberFormat) { self.format = format }

    /// Cells that are no numbers are found when they are written.
    mutating func add(_ block: borrowing CellBlock, column: Int) {
        for row in 0..<block.rowCount {
            let text = block.cell(row, column).trimmed
            guard !text.isEmpty, let shape = NumberShape(format.isBare ? text : NumberReading.bare(text), format)
            else { continue }
            integerDigits = max(integerDigits, shape.integerDigits)
            scale = max(scale, shape.scale)
            hasExponent = hasExponent || shape.hasExponent
        }
    }
}
