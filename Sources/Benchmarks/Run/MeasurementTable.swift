import Glibc

/// The measurements as one Markdown table, with what is needed to read it.
struct MeasurementTable {
    let measurements: Measurements
    /// Those that ran.
    let peers: [Peer]
    let rows: RowCount
    let runs: Int

    var markdown: String {
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        let heading = "tdq at \(rows) rows, \(processors) processors, \(runs) warm runs or more"
        return ([heading, "", header, rule] + measurements.lines.map(line) + [""] + footer).joined(separator: "\n")
            + "\n"
    }

    private var header: String {
        let titles = peers.map { "\($0.title) \(measurements.versions[$0.name] ?? "")" }
        return cells(["ms", "tdq first", "tdq best", "tdq median"] + titles + ["fastest peer", "times tdq"])
    }

    private var rule: String { cells(["---"] + Array(repeating: "---:", count: peers.count + 5)) }

    private func line(_ line: Measurements.Line) -> String {
        let own = line.timings[Measurements.own]
        let isTime = line.kind != .memory
        func text(_ value: Double?) -> String { value.map { isTime ? time($0) : megabytes($0) } ?? "–" }
        let ownCells =
            line.failed.contains(Measurements.own)
            ? ["wrong", "wrong", "wrong"] : [text(own?.first), text(own?.best), text(own?.median)]
        let peerCells = peers.map { peer in
            line.failed.contains(peer.name) ? "failed" : text(line.timings[peer.name]?.median)
        }
        let fastest = line.fastestPeer(among: peers)
        return cells(
            [label(line)] + ownCells + peerCells
                + [fastest?.peer.title ?? "–", fastest.map { "\(fixed($0.ratio)) ×" } ?? "–"])
    }

    private func label(_ line: Measurements.Line) -> String {
        switch line.kind {
        case .query: line.label
        case .program: "\(line.label), whole program"
        case .load: "load \(line.label)"
        case .memory: "peak memory, \(line.label) (MB)"
        }
    }

    private var footer: [String] {
        var lines = [
            "Medians of the warm runs, of short ones as many as take 50 ms, and of three loads, but for the first run; “times tdq” is the fastest peer's median by tdq's."
        ]
        for suite in Suites.names {
            let ratios = measurements.lines.filter { $0.kind == .query(suite: suite) }
                .compactMap { $0.fastestPeer(among: peers)?.ratio }
            guard !ratios.isEmpty else { continue }
            let mean = exp(ratios.map { log($0) }.reduce(0, +) / Double(ratios.count))
            lines.append("Geometric mean of \(suite): \(fixed(mean)) × (least \(fixed(ratios.min()!)) ×).")
        }
        lines += measurements.absent.map { "Absent: \($0.peer.title) (\($0.reason))." }
        return lines + measurements.notes
    }

    private func cells(_ texts: [String]) -> String { "| " + texts.joined(separator: " | ") + " |" }

    /// Seconds as milliseconds; SQLite's timer counts whole ones.
    private func time(_ seconds: Double) -> String { seconds > 0 ? fixed(seconds * 1e3) : "<1" }

    private func megabytes(_ bytes: Double) -> String { fixed(bytes / 1e6) }

    /// Three significant digits, or the whole number.
    private func fixed(_ value: Double) -> String {
        let places = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3
        let scale = [1, 10, 100, 1_000][places]
        let scaled = Int((value * Double(scale)).rounded())
        guard places > 0 else { return "\(scaled)" }
        let fraction = "\(scaled % scale)"
        return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
