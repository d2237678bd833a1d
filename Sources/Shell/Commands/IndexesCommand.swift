import Engine

/// `.indexes`
enum IndexesCommand: ShellCommand {
    static let name = ".indexes"
    static let usage = ""
    static let summary = "indexes: kind, state, size, scans each would have answered"
    static let example = ".indexes"
    static let argument = CommandArgument.nothing

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        let indexes = console.session.indexes
        let policy = console.session.options.planner.indexes
        guard !indexes.isEmpty else {
            try console.show("no index is built; \(explanation(policy))")
            return
        }
        let rows = indexes.map { index in
            [
                index.table, index.field, index.kind.rawValue, index.state,
                index.byteCount > 0 ? Amounts.bytes(index.byteCount) : "",
                "\(index.scanCount) scan\(index.scanCount == 1 ? "" : "s")",
            ]
        }
        try console.show(AlignedText.text(rows))
    }

    private static func explanation(_ policy: IndexPolicy) -> String {
        switch policy {
        case .lazy: ".set index lazy: they are built once scans have cost as much"
        case .always: ".set index always: each is built the first time it answers, and read whatever it costs"
        case .eager: ".set index eager: each is built the first time it helps"
        case .off: ".set index off: none is used"
        }
    }
}
