/// A data set: its files at any size, and how each system takes them.
///
/// The keys of its file: `name`, `about`, `load` (`name=file` or a folder, `{rows}` for the size), `peer-files` where
/// the peers read others, and for each peer what makes its tables in memory (`duckdb`) and what reads the files where
/// they are (`duckdb-program`), with `{name}` for a file's path.
struct DataSet {
    struct File {
        /// The collection's name; nil for a folder.
        var name: String?
        var path: String
    }

    /// Where the data is and how much of it.
    struct Place {
        var folder: String
        var rows: RowCount
    }

    let name: String
    let about: String
    private let load: String
    private let peerFiles: String
    private let peerLoads: [String: String]

    init(_ file: DescriptionFile) throws {
        let loads = Peer.all.flatMap { [$0.name, "\($0.name)-program"] }
        try file.allow(Set(loads).union(["name", "about", "load", "peer-files"]))
        name = try file.required("name")
        about = try file.required("about")
        load = try file.required("load")
        peerFiles = file.value("peer-files") ?? load
        peerLoads = Dictionary(
            uniqueKeysWithValues: loads.compactMap { key in file.value(key).map { (key, $0) } })
    }

    func files(_ place: Place) -> [File] { DataSet.files(load, place) }

    /// How a peer takes the data; nil where it cannot. `isProgram`: for one query from start to end, where it may
    /// read the files as it goes.
    func load(for peer: Peer, isProgram: Bool, _ place: Place) -> String? {
        let own = isProgram ? peerLoads["\(peer.name)-program"] : nil
        guard let load = own ?? peerLoads[peer.name] else { return nil }
        return DataSet.files(peerFiles, place).reduce(load) { text, file in
            text.replacing("{\(file.name ?? "data")}", with: file.path)
        }
    }

    /// Makes the files that are not there yet.
    func makeIfMissing(_ place: Place) throws {
        guard files(place).contains(where: { !TextFile.exists($0.path) }) else { return }
        guard let kind = DataKind(rawValue: name) else {
            throw BenchmarkError.failed(what: "the data set \(name)", message: "nothing makes it")
        }
        StandardError.write("making \(name) at \(place.rows) rows in \(place.folder)\n")
        try kind.write(rows: place.rows.count, seed: 1, danglingReferences: false, to: files(place)[0].path)
    }

    private static func files(_ text: String, _ place: Place) -> [File] {
        text.split(separator: " ").map { word in
            let parts = word.replacing("{rows}", with: place.rows.description).split(separator: "=", maxSplits: 1)
            let path = "\(place.folder)/\(parts.last!)"
            return File(name: parts.count == 2 ? String(parts[0]) : nil, path: path)
        }
    }
}
