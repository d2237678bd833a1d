import Engine

/// One question behind a filter: how the planner answers it, and what it takes by index and by scan.
struct FilterMeasurement {
    enum Way: String {
        case index, scan
        /// Neither of the plans that the settings force: some conditions by index and the others asked of the rows.
        case mixed
    }

    var label: String
    var way: Way
    /// Seconds, the best of some runs.
    var chosen: Double
    var byIndex: Double
    var byScan: Double

    /// How many times the better way's time the planner's takes.
    var ratio: Double { chosen / min(byIndex, byScan) }
}

/// Asks questions of one loaded session in the planner's own way and in both ways that a setting forces.
struct FilterTimer {
    private let session: Session
    private let runs: Int

    init(_ session: Session, runs: Int) { (self.session, self.runs) = (session, runs) }

    func measure(_ query: String, label: String) throws -> FilterMeasurement {
        // Every index that may be wanted is there before the planner chooses.
        _ = try time(query, .always)
        _ = try time(query, .eager)
        let plans = try [IndexPolicy.eager, .always, .off].map { try plan(query, $0) }
        var best = [Double](repeating: .infinity, count: 3)
        for _ in 0..<runs {
            for (place, policy) in [IndexPolicy.eager, .always, .off].enumerated() {
                best[place] = min(best[place], try time(query, policy))
            }
        }
        // One plan has one time.
        let way: FilterMeasurement.Way = plans[0] == plans[2] ? .scan : plans[0] == plans[1] ? .index : .mixed
        let chosen = way == .scan ? best[2] : way == .index ? best[1] : best[0]
        return FilterMeasurement(label: label, way: way, chosen: chosen, byIndex: best[1], byScan: best[2])
    }

    private func plan(_ query: String, _ policy: IndexPolicy) throws -> String {
        let host = try run("explain \(query)", policy)
        return host.shown.split(separator: "\n").filter { !$0.hasPrefix("rules:") }.joined(separator: "\n")
    }

    private func time(_ query: String, _ policy: IndexPolicy) throws -> Double {
        try Clock.seconds { _ = try run(query, policy) }
    }

    private func run(_ query: String, _ policy: IndexPolicy) throws -> SummingHost {
        session.options.planner.indexes = policy
        let host = SummingHost(isChecking: false)
        let outcome = session.run(SourceText(name: "filter", query), parameters: [:], host: host)
        guard outcome == .done, host.problems.isEmpty else {
            throw BenchmarkError.failed(what: query, message: host.problems.joined(separator: "\n"))
        }
        return host
    }
}
