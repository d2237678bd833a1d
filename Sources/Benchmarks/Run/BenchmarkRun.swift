/// Measures benchmarks in every system and checks what each answers.
struct BenchmarkRun {
    /// One benchmark and the suite it belongs to.
    struct Item {
        var suite: String
        var benchmark: Benchmark
    }

    let suites: Suites
    let place: DataSet.Place
    let runs: Int
    let program: String?
    let peers: [PeerRunner]
    /// Write what two systems agree on as what is expected.
    let isRecording: Bool
    private(set) var measurements = Measurements()
    /// So many times is data loaded.
    private static let loads = 3
    private var results: [String: [(system: String, sums: ResultSums)]] = [:]

    init(
        suites: Suites, place: DataSet.Place, runs: Int, program: String?, peers: [PeerRunner],
        absent: [(peer: Peer, reason: String)], isRecording: Bool
    ) {
        self.suites = suites
        self.place = place
        self.runs = runs
        self.program = program
        self.peers = peers
        self.isRecording = isRecording
        measurements.absent = absent
    }

    mutating func run(_ items: [Item]) throws {
        var dataNames: [String] = []
        for item in items where !dataNames.contains(item.benchmark.dataName) {
            dataNames.append(item.benchmark.dataName)
        }
        for name in dataNames {
            let data = try suites.dataSet(name)
            try data.makeIfMissing(place)
            let own = items.filter { $0.benchmark.dataName == name }
            try measureOwn(own, data)
            for peer in peers { try measure(own, data, peer) }
        }
        for item in items { try judge(item) }
    }

    // MARK: tdq

    private mutating func measureOwn(_ items: [Item], _ data: DataSet) throws {
        StandardError.write("tdq: \(data.name)\n")
        let own = try loadOwn(data)
        for item in items {
            let benchmark = item.benchmark
            do {
                let timings = try own.time(benchmark.query, runs: runs)
                measurements[benchmark.name, .query(suite: item.suite)].timings[Measurements.own] = timings
                results[benchmark.name, default: []].append((Measurements.own, try own.result(of: benchmark.query)))
            } catch {
                fail(item, "\(benchmark.name): tdq: \(error)")
            }
        }
        guard let program else { return }
        for item in items { try measureProgram(item, data, program) }
    }

    /// Loads the data several times, each when what was loaded before is gone.
    private mutating func loadOwn(_ data: DataSet) throws -> InProcess {
        try Memory.forgetPeak()
        var own = try InProcess(data.files(place))
        let peak = Double(try Memory.peak())
        var loads = [own.loadTime]
        while loads.count < Self.loads {
            own = InProcess()
            own = try InProcess(data.files(place))
            loads.append(own.loadTime)
        }
        measurements[data.name, .load].timings[Measurements.own] = Timings(first: loads[0], warm: loads)
        measurements[data.name, .memory].timings[Measurements.own] = Timings(first: peak, warm: [])
        return own
    }

    /// tdq from its start to its end: once through a pipe to check what it prints, then as often as asked for.
    private mutating func measureProgram(_ item: Item, _ data: DataSet, _ program: String) throws {
        let files = data.files(place).map { file in file.name.map { "\($0)=\(file.path)" } ?? file.path }
        let words = files + ["--quiet", "--no-init", "-o", "tsv", "-c", item.benchmark.query]
        let child = ChildProcess(program: program, arguments: words)
        do {
            var sums = OutputSums()
            _ = try child.run(.read { sums.take($0) })
            results[item.benchmark.name, default: []].append(("the program tdq", sums.result))
            let times = try (0..<runs).map { _ in try child.run(.discarded) }
            measurements[item.benchmark.name, .program].timings[Measurements.own] = Timings(
                first: times[0], warm: times)
        } catch {
            fail(item, "\(item.benchmark.name): the program tdq: \(error)")
        }
    }

    // MARK: Peers

    private mutating func measure(_ items: [Item], _ data: DataSet, _ runner: PeerRunner) throws {
        let peer = runner.peer
        if peer.keepsData, let load = data.load(for: peer, isProgram: false, place) {
            StandardError.write("\(peer.title): \(data.name)\n")
            let queries = items.compactMap { item in
                item.benchmark.query(for: peer).map { (name: item.benchmark.name, query: $0) }
            }
            var loads = try (1..<Self.loads).compactMap { _ in try runner.loadTime(load) }
            let report = try runner.measure(queries, load: load, runs: runs)
            loads += report.load.map { [$0] } ?? []
            measurements.versions[peer.name] = report.version
            measurements[data.name, .load].timings[peer.name] = loads.first.map { Timings(first: $0, warm: loads) }
            measurements[data.name, .memory].timings[peer.name] = report.peakMemory.map {
                Timings(first: $0, warm: [])
            }
            for item in items { take(report, item, .query(suite: item.suite), peer) }
        }
        guard let load = data.load(for: peer, isProgram: true, place) else { return }
        for item in items where item.benchmark.isWholeProgram && program != nil {
            guard let query = item.benchmark.query(for: peer) else { continue }
            let report = try runner.program((item.benchmark.name, query), load: load, runs: runs)
            measurements.versions[peer.name] = report.version
            take(report, item, .program, peer)
        }
    }

    private mutating func take(_ report: PeerReport, _ item: Item, _ kind: Measurements.Line.Kind, _ peer: Peer) {
        let name = item.benchmark.name
        if let answer = report.answers[name] {
            measurements[name, kind].timings[peer.name] = answer.timings
            if let sums = answer.sums { results[name, default: []].append((peer.title, sums)) }
        } else if let problem = report.problems[name] {
            measurements[name, kind].failed.insert(peer.name)
            measurements.notes.append("\(name): \(peer.title) failed: \(problem)")
        }
    }

    // MARK: Results

    private mutating func judge(_ item: Item) throws {
        let benchmark = item.benchmark
        let results = results[benchmark.name] ?? []
        var expected = benchmark.expected[place.rows]
        if isRecording {
            // The program is no second voice beside tdq.
            let voices = results.filter { $0.system != "the program tdq" }
            guard let agreed = Recording.agreed(voices, unchecked: benchmark.uncheckedColumns) else {
                let said = voices.map { "\($0.system): \($0.sums.text)" }.joined(separator: "; ")
                measurements.errors.append("\(benchmark.name): no two systems agree: \(said)")
                return
            }
            expected = agreed
            let text = Recording.adding(agreed, at: place.rows, to: try TextFile.read(benchmark.path))
            try TextFile.write(text, to: benchmark.path)
        }
        guard let expected = expected ?? Recording.standIn(results, unchecked: benchmark.uncheckedColumns) else {
            measurements.notes.append(
                "\(benchmark.name): not checked: nothing is recorded at \(place.rows) rows, and no peer answered")
            return
        }
        for (system, sums) in results {
            guard let message = sums.difference(from: expected, unchecked: benchmark.uncheckedColumns) else { continue }
            fail(
                item,
                "\(BenchmarkError.wrongResult(benchmark: benchmark.name, system: system, message: message))",
                system: system)
        }
    }

    private mutating func fail(_ item: Item, _ message: String, system: String = Measurements.own) {
        measurements.errors.append(message)
        let name = Peer.all.first { $0.title == system }?.name ?? Measurements.own
        let kind =
            system == "the program tdq" ? Measurements.Line.Kind.program : .query(suite: item.suite)
        measurements[item.benchmark.name, kind].failed.insert(name)
    }
}
