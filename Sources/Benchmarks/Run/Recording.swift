/// Writes the expected result of a benchmark into its file.
enum Recording {
    /// The first result that two systems agree on, nil where none do.
    static func agreed(_ results: [(system: String, sums: ResultSums)], unchecked: Set<Int>) -> ResultSums? {
        for (index, first) in results.enumerated() {
            for second in results[(index + 1)...]
            where first.sums.difference(from: second.sums, unchecked: unchecked) == nil {
                return first.sums
            }
        }
        return nil
    }

    /// What stands in for a result that nobody recorded: what two systems agree on, else the first peer's; nil where no
    /// peer has answered.
    static func standIn(_ results: [(system: String, sums: ResultSums)], unchecked: Set<Int>) -> ResultSums? {
        let peers = results.filter { result in Peer.all.contains { $0.title == result.system } }
        guard let first = peers.first else { return nil }
        // The program is no second voice beside tdq.
        let own = results.filter { $0.system == Measurements.own }
        return agreed(own + peers, unchecked: unchecked) ?? first.sums
    }

    /// The text of a benchmark file with an expectation in place of the one for the same size, sizes in order.
    static func adding(_ sums: ResultSums, at rows: RowCount, to text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last == "" { lines.removeLast() }
        let isExpectation = { (line: String) in line.hasPrefix("expect ") }
        var expectations = lines.filter(isExpectation)
        lines.removeAll(where: isExpectation)
        expectations.removeAll { size(of: $0) == rows.count }
        expectations.append("expect \(rows): \(sums.text)")
        expectations.sort { size(of: $0) < size(of: $1) }
        return (lines + expectations).joined(separator: "\n") + "\n"
    }

    private static func size(of line: String) -> Int {
        let word = line.dropFirst("expect ".count).prefix { $0 != ":" }
        return RowCount(argument: String(word))?.count ?? 0
    }
}
