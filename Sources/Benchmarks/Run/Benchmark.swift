/// One query with what it must give, from a file of its own.
///
/// The keys of the file: `name`, `about`, `data` (a data set's name), `tdq` (the query), `sql` (of every peer that
/// speaks it), a peer's own query under the peer's name (`-` where it has none), `unchecked-columns`,
/// `whole-program: yes` where the peers too are measured from their start to their end, and
/// `expect ROWS: N rows, sums …` for each size.
struct Benchmark {
    let name: String
    let about: String
    let dataName: String
    let query: String
    let isWholeProgram: Bool
    /// Columns (from 1) in which results may differ.
    let uncheckedColumns: Set<Int>
    let path: String
    private let peerQueries: [String: String]
    private(set) var expected: [RowCount: ResultSums]

    init(_ file: DescriptionFile) throws {
        let peers = Set(Peer.all.map(\.name))
        let sizes = Set(file.entries.map(\.key).filter { $0.hasPrefix("expect ") })
        try file.allow(
            peers.union(sizes).union(["name", "about", "data", "tdq", "sql", "unchecked-columns", "whole-program"]))
        path = file.path
        name = try file.required("name")
        about = try file.required("about")
        dataName = try file.required("data")
        query = try file.required("tdq")
        isWholeProgram = file.value("whole-program") == "yes"
        uncheckedColumns = Set((file.value("unchecked-columns") ?? "").split(separator: " ").compactMap { Int($0) })
        var queries: [String: String] = [:]
        for peer in Peer.all {
            let query = file.value(peer.name) ?? (peer.speaksSQL ? file.value("sql") : nil)
            if let query, query != "-" { queries[peer.name] = query }
        }
        peerQueries = queries
        expected = [:]
        for entry in file.entries where entry.key.hasPrefix("expect ") {
            guard let rows = RowCount(argument: String(entry.key.dropFirst(7))),
                let sums = ResultSums(text: entry.value)
            else { throw file.error("an expectation is “expect 1e6: 100 rows, sums 500 299988”", line: entry.line) }
            expected[rows] = sums
        }
    }

    /// The query in a peer's language, or nil where it has none.
    func query(for peer: Peer) -> String? { peerQueries[peer.name] }

    func expectation(at rows: RowCount) throws -> ResultSums {
        guard let sums = expected[rows] else {
            let known = expected.keys.sorted { $0.count < $1.count }.map(\.description)
            throw BenchmarkError.notRecorded(
                benchmark: name, rows: rows.description, known: known.isEmpty ? ["none"] : known)
        }
        return sums
    }

    /// Throws where a system's result is not the expected one.
    func check(_ sums: ResultSums, of system: String, at rows: RowCount) throws {
        if let message = sums.difference(from: try expectation(at: rows), unchecked: uncheckedColumns) {
            throw BenchmarkError.wrongResult(benchmark: name, system: system, message: message)
        }
    }
}
