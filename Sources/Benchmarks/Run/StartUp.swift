/// From a program's start to its first answer: tdq on the sample data, a peer on none.
enum StartUp {
    private static let name = "start to first answer"

    static func measure(
        program: String, peers: [PeerRunner], runs: Int, into measurements: inout Measurements
    ) throws {
        let own = ChildProcess(program: program, arguments: ["--quiet", "--no-init", "-c", "awards count"])
        let times = try (0..<runs + 1).map { _ in try own.run(.discarded) }
        measurements[name, .program].timings[Measurements.own] = Timings(
            first: times[0], warm: Array(times.dropFirst()))
        for runner in peers {
            guard let query = query(for: runner.peer) else { continue }
            let report = try runner.program((name, query), load: "", runs: runs)
            measurements[name, .program].timings[runner.peer.name] = report.answers[name]?.timings
        }
    }

    private static func query(for peer: Peer) -> String? {
        if peer.speaksSQL { return "select 1 as one" }
        return peer.name == "polars" ? "pl.LazyFrame({\"one\": [1]})" : nil
    }
}
