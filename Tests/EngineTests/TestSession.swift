import Engine
import Foundation
import Language

enum TestSession {
    struct Problem: Error {
        var text: String
    }

    /// A session with data as the command line takes it, paths seen from a folder.
    static func make(_ loads: [String], in folder: URL, asked: AskedCollections? = nil) throws -> Session {
        let session = Session()
        let requests = loads.map { load -> DataRequest in
            let parts = load.split(separator: "=", maxSplits: 1).map(String.init)
            let path = URL(fileURLWithPath: parts[parts.count - 1], relativeTo: folder).path
            return DataRequest(name: parts.count == 2 ? parts[0] : nil, path: path)
        }
        try session.load(requests, options: LoadOptions(), asked: asked)
        return session
    }

    /// What a session prints and reports of a statement.
    static func run(_ statement: String, _ session: Session) -> String {
        let host = RecordingHost()
        _ = session.run(SourceText(name: "test", statement), parameters: [:], host: host)
        return host.everything
    }
}
