/// One token of the part of the language that has tokens; values on the right of a comparison have none.
struct Token {
    enum Kind: Equatable {
        case word
        case quotedName
        case string
        /// A number or a date written in full.
        case number
        case parameter
        case symbol(Symbol)
        /// The end of the statement: a line break that nothing continues, `;` or the end of the text.
        case end
        case unknown
    }

    var kind: Kind
    var range: SourceRange
    /// Whether its closing quote is missing; the token then runs to the end of the line.
    var isUnclosed = false

    func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }
}

enum Symbol: String {
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case comma = ","
    case bar = "|"
    case doubleBar = "||"
    case ampersand = "&"
    case doubleAmpersand = "&&"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case coalesce = "??"
    case equal = "="
    case doubleEqual = "=="
    case notEqual = "!="
    case angles = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case tilde = "~"
    case notTilde = "!~"
    case dot = "."
    case dotDot = ".."
    case colon = ":"
    case exclamation = "!"

    var comparison: ComparisonOperator? {
        switch self {
        case .equal: .equal
        case .doubleEqual: .identical
        case .notEqual, .angles: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .tilde: .contains
        case .notTilde: .notContains
        default: nil
        }
    }

    /// The arithmetic operator it stands for.
    var arithmetic: BinaryOperator? {
        switch self {
        case .coalesce: .coalesce
        case .ampersand: .concatenate
        case .plus: .add
        case .minus: .subtract
        case .star: .multiply
        case .slash: .divide
        case .percent: .remainder
        default: nil
        }
    }
}

extension BinaryOperator {
    /// Higher binds tighter.
    var precedence: Int {
        switch self {
        case .coalesce: 1
        case .concatenate: 2
        case .add, .subtract: 3
        case .multiply, .divide, .remainder: 4
        }
    }
}
