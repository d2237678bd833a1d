import Engine
import Foundation
import Language
import Testing

/// Estimated rows beside the true ones, as `profile` prints them.
@Suite struct EstimateTests {
    /// Twice as many or half as many, give or take what no sample of some thousand rows can tell.
    private static let factor = 2.0
    private static let slack = 35.0

    private static let queries = [
        // Values by their own counts, ranges by counts or histogram.
        "data where small = 3", "data where small = 999", "data where small in (1, 2, 90)",
        "data where small in 10..30",
        "data where wide = 1000007", "data where wide in 1000000..40000000", "data where wide > 900000000",
        "data where skewed < 1.5", "data where skewed in 100.0..400.0", "data where skewed = 0.5",
        "data where skewed > 1000000",
        // Text by its counts, by the commonest, by a sample for parts.
        "data where word = Huế", "data where word = hue", "data where word = vinh", "data where name = tên 17",
        "data where name ~ 99", "data where name starts tên 1", "data where name ends 7", "data where word ~ xyz",
        // Missing values.
        "data where note is empty", "data where note is not empty", "data where note = có",
        // Together.
        "data where small = 3 and word = Huế", "data where small = 3 or wide < 100000000", "data where not small < 10",
        "data where note = có and wide < 100000000",
        // Groups, different values, joins.
        "data | sum small by word", "data | sum small by name", "data where wide < 5000000 | sum small by name",
        "data | sum small by word, note", "data | distinct small, note",
        "data where wide < 2000000 | distinct small, name",
        "data | join keys on small = key", "data with keys on small = key", "data without keys on small = key",
        "data | left join keys on small = key", "keys | join (data | sum wide by small) as s on key = small",
    ]

    @Test func estimatesAreNearTheTruth() throws {
        let folder = try ScratchFolder()
        let session = try Self.session(in: folder)
        for query in Self.queries {
            let (estimate, truth) = try Self.measure(query, session)
            let low = truth / Self.factor - Self.slack
            let high = truth * Self.factor + Self.slack
            #expect(low <= estimate && estimate <= high, "\(query): about \(estimate), really \(truth)")
        }
    }

    /// The first line's numbers.
    private static func measure(_ query: String, _ session: Session) throws -> (Double, Double) {
        let host = RecordingHost()
        let outcome = session.run(SourceText(name: "test", "profile " + query), parameters: [:], host: host)
        try #require(outcome == .done, "\(query): \(host.reports.map(\.text))")
        let line = try #require(host.outputText.split(separator: "\n").first)
        let numbers = try #require(line.firstMatch(of: /about (\d+) rows? · really (\d+)/))
        return (try #require(Double(numbers.1)), try #require(Double(numbers.2)))
    }

    /// More rows than statistics read whole for an estimate.
    private static let rowCount = 70_000

    private static func session(in folder: ScratchFolder) throws -> Session {
        var random = SeededRandom(seed: 11)
        var text = "small,wide,skewed,word,name,note\n"
        for row in 0..<rowCount {
            let unit = Double(row) / Double(rowCount)
            // Half of the rows are Huế, a quarter Hà Nội.
            let word = row % 2 == 0 ? "Huế" : row % 4 == 1 ? "Hà Nội" : "w\(row % 31)"
            text += "\(Int(unit * unit * 100)),\(1_000_000 + row * 14_000),\(unit * unit * unit * 1000 + 0.25)e0,"
            text += "\(word),tên \(random.pick(Array(0..<64)) * 64 + row % 64),\(row % 10 < 7 ? "" : "có")\n"
        }
        try folder.write(text, to: "data.csv")
        try folder.write("key,label\n" + (0..<40).map { "\($0),x\n" }.joined(), to: "keys.csv")
        return try TestSession.make(["data.csv", "keys.csv"].map(folder.path), in: folder.url)
    }
}
