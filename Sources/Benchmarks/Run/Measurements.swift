/// Everything that one run measured.
struct Measurements {
    /// The name under which tdq stands among the systems.
    static let own = "tdq"

    /// One line of the table.
    struct Line {
        enum Kind: Equatable {
            /// Queries on data in memory, of a suite.
            case query(suite: String)
            /// From a program's start to its end.
            case program
            case load
            /// Bytes.
            case memory
        }

        var label: String
        var kind: Kind
        /// By system.
        var timings: [String: Timings] = [:]
        /// Systems whose answer was wrong or missing.
        var failed: Set<String> = []
    }

    var lines: [Line] = []
    /// By peer.
    var versions: [String: String] = [:]
    /// Peers that were asked for and cannot run here, and why.
    var absent: [(peer: Peer, reason: String)] = []
    /// What went wrong in tdq, or a result that differs: the run has failed.
    var errors: [String] = []
    /// Queries that a peer could not run.
    var notes: [String] = []

    /// The line of this label and kind, made where it is not there yet.
    subscript(label: String, kind: Line.Kind) -> Line {
        get { lines.first { $0.label == label && $0.kind == kind } ?? Line(label: label, kind: kind) }
        set {
            if let index = lines.firstIndex(where: { $0.label == label && $0.kind == kind }) {
                lines[index] = newValue
            } else {
                lines.append(newValue)
            }
        }
    }
}

extension Measurements.Line {
    /// The peer with the least median, and how many times longer than tdq it takes; one whose timer shows nothing
    /// or whose answer is wrong is left out.
    func fastestPeer(among peers: [Peer]) -> (peer: Peer, ratio: Double)? {
        guard !failed.contains(Measurements.own), let own = timings[Measurements.own]?.median, own > 0 else {
            return nil
        }
        let times = peers.filter { !failed.contains($0.name) }
            .compactMap { peer in timings[peer.name].map { (peer, $0.median) } }.filter { $0.1 > 0 }
        return times.min { $0.1 < $1.1 }.map { ($0.0, $0.1 / own) }
    }
}
