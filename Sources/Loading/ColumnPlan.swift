import Columns
import Values

/// What is to become of a column of the source.
struct ColumnPlan {
    enum Reading {
        /// From all rows, without a schema.
        case inferred
        /// A schema's number: exact, with as many digits as the rows need.
        case number(NumberFormat)
        case declared(CellFormat)
    }

    var field: Field
    var reading: Reading
    /// The column of the source's blocks; nil where no row has the field.
    var source: Int?
    var missingValues: [[UInt8]] = [[]]
    var isRequired = false
    /// As messages call the declared type.
    var typeName = ""
    /// False where the column is passed over: nobody asks for it.
    var isAskedFor = true
}

extension ColumnPlan {
    /// A column without a schema; `isAskedFor` tells whether it is, nil that all are.
    init(inferred name: String, source: Int, isAskedFor: ((_ name: String) -> Bool)? = nil) {
        self.init(field: Field(name, .text), reading: .inferred, source: source)
        if let isAskedFor { self.isAskedFor = isAskedFor(name) }
    }
}

extension ColumnPlan {
    /// What is known about a column's type after the rows seen so far.
    enum Settlement {
        case declared(CellFormat)
        case number(NumberExtent)
        case inferred(TypeInference)

        /// Whether rows tell more.
        var isOpen: Bool { if case .declared = self { false } else { true } }

        /// The type by the rows so far.
        var format: CellFormat {
            switch self {
            case .declared(let format): format
            case .number(let extent): extent.cellFormat
            case .inferred(let inference): inference.decision().format
            }
        }

        /// One column of a block.
        mutating func add(_ block: borrowing CellBlock, column: Int) {
            switch self {
            case .declared: return
            case .number(var extent):
                extent.add(block, column: column)
                self = .number(extent)
            case .inferred(var inference):
                self = .declared(.text)
                inference.add(block, column: column)
                self = .inferred(inference)
            }
        }
    }

    /// Before any row.
    var settlement: Settlement {
        switch reading {
        case .declared(let format): .declared(format)
        case .number(let format): .number(NumberExtent(format))
        case .inferred: .inferred(TypeInference())
        }
    }

    /// The rows of a block that lack a value.
    func addMissing(_ block: borrowing CellBlock, _ index: Int, to faults: inout [CellFault]) {
        let texts = missingValues.filter { !$0.isEmpty }
        for row in 0..<block.rowCount {
            let cell = if let source { block.cell(row, source) } else { Cell.missing }
            let isMissing =
                cell.kind == .missing
                || !texts.isEmpty && cell.kind != .list && texts.contains { $0.elementsEqual(cell.bytes) }
            if isMissing { faults.append(CellFault(row: row, plan: index, cell: cell, value: nil)) }
        }
    }

    func tooMuchText(file: String) -> LoadError {
        LoadError(
            LoadProblem(
                file: file, field: field.name, message: "\(field.name) holds more than 4 GiB of different texts",
                hint: "split the file, or leave this field out"))
    }
}

extension TypeInference {
    /// One column of a block.
    mutating func add(_ block: borrowing CellBlock, column: Int) {
        if isText {
            for row in 0..<block.rowCount where block.cell(row, column).kind != .missing { present += 1 }
            return
        }
        for row in 0..<block.rowCount { add(block.cell(row, column), line: block.line(row), in: block) }
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

    /// Why the numbers cannot be exact; nil where they can.
    var binaryReason: String? {
        guard integerDigits + scale > NumberReading.maximumDigits else { return nil }
        return "\(hasExponent ? "some have an exponent, and " : "")they need more than 18 digits"
    }

    var cellFormat: CellFormat { binaryReason == nil ? .decimal(scale: scale, format) : .double(format) }

    /// What the rows of both need.
    mutating func merge(_ other: NumberExtent) {
        integerDigits = max(integerDigits, other.integerDigits)
        scale = max(scale, other.scale)
        hasExponent = hasExponent || other.hasExponent
    }
}
