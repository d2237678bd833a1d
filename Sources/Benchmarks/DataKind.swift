import ArgumentParser

/// What `tdq-bench` can make.
enum DataKind: String, CaseIterable, ExpressibleByArgument {
    /// A package of collections shaped like the samples: a folder.
    case awards
    /// H2O.ai's group-by data: one file.
    case groupby
    /// H2O.ai's join data: a folder of four files.
    case join

    /// Which numbers of rows there can be, and why not this one.
    func problem(rows: Int) -> String? {
        switch self {
        case .awards where !(1...Scale.mostRows).contains(rows):
            "--rows must be between 1 and \(Scale.mostRows), it is \(rows)"
        case .groupby where !(GroupbyData.groups...GroupbyData.mostRows).contains(rows):
            "--rows must be between \(GroupbyData.groups) and \(GroupbyData.mostRows), it is \(rows)"
        case .join where !(10...JoinData.mostRows).contains(rows) || rows % 10 != 0:
            "--rows must be a multiple of ten between 10 and \(JoinData.mostRows), it is \(rows)"
        default: nil
        }
    }

    /// Writes the data; what `path` names appears complete or not at all.
    func write(rows: Int, seed: UInt64, danglingReferences: Bool, to path: String) throws {
        if self == .groupby {
            let data = GroupbyData(rows: rows)
            return try OutputFile.whole(path) { try data.write(to: $0) }
        }
        let folder = try PackageFolder(path: path)
        do {
            if self == .join {
                try JoinData(rows: rows).write(to: folder)
            } else {
                let scale = Scale(awards: rows)
                try PackageGenerator(scale: scale, seed: seed, danglingReferences: danglingReferences)
                    .write(to: folder)
            }
            try folder.publish()
        } catch {
            folder.discard()
            throw error
        }
    }
}
