import Language
import Storage
import VietnameseText

/// Which fields of files scripts are about, told from their text alone: those whose name stands somewhere in it, where
/// all that is shown was named. More may be named than is meant.
struct AskedFields {
    /// The letters and digits of the text as names are compared: what is between them may be written in many ways.
    private let text: [UInt8]

    /// Nil where a script cannot be read, or is about fields that it does not name.
    init?(by scripts: [SourceText]) {
        var queries = ShownFields()
        for script in scripts {
            for statement in Parser.parse(script).script.statements {
                switch statement.kind {
                case .query(let query), .check(_, let query), .explain(let query), .profile(let query),
                    .describe(let query):
                    guard queries.shown(by: query) == .named else { return nil }
                case .letQuery(let name, let query): queries.define(query, named: name.text)
                case .letValue(let name, _): queries.forget(name.text)
                case .parameter, .command: continue
                case .invalid: return nil
                }
            }
        }
        text = scripts.flatMap { Self.key($0.text($0.wholeRange)) }
    }

    /// Whether the name, with or without marks, stands in the scripts. Names of several parts may be put together from
    /// what does.
    func contains(_ name: String) -> Bool { name.contains(".") || AskedCollections.isPart(Self.key(name), of: text) }

    private static func key(_ text: String) -> [UInt8] {
        Folding.key(.k2, text).filter { $0 >= 0x80 || UInt8.letters.contains($0) || UInt8.digits.contains($0) }
    }
}

extension UInt8 {
    fileprivate static let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    fileprivate static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
}

/// Which fields the rows of queries have.
private struct ShownFields {
    enum Kind {
        /// Those that the query names.
        case named
        /// Those of its source too.
        case passed
        /// The query itself is about all of them.
        case everything
    }

    private var known: [String: Kind] = [:]

    /// What is made of a query decides about it where it passes fields on.
    mutating func define(_ query: Query, named name: String) { known[name] = shown(by: query) }

    mutating func forget(_ name: String) { known[name] = nil }

    func shown(by query: Query) -> Kind {
        var kind = shown(by: query.source)
        for stage in query.stages {
            if kind == .everything { break }
            kind = shown(by: stage, of: kind)
        }
        return kind
    }

    private func shown(by source: Query.Source) -> Kind {
        switch source {
        case .named(let name): known[name.text] ?? .passed
        case .query(let query): shown(by: query)
        case .search, .invalid: .everything
        }
    }

    /// Of a stage behind rows of that kind.
    private func shown(by stage: Stage, of kind: Kind) -> Kind {
        switch stage.kind {
        case .show, .aggregate: return .named
        case .distinct(let keys) where !keys.isEmpty: return .named
        // These are about all that the rows have.
        case .distinct, .chart: return kind == .named ? .named : .everything
        case .combine(_, let other): return kind == .named && shown(by: other) == .named ? .named : .everything
        case .join(let join):
            switch shown(by: join.other) {
            case .everything: return .everything
            case .passed: return join.kind == .inner || join.kind == .left ? .passed : kind
            case .named: return kind
            }
        case .search, .invalid: return .everything
        case .where, .hide, .rename, .add, .sort, .take, .skip, .top, .sample, .unnest, .format, .into, .shell:
            return kind
        }
    }
}
