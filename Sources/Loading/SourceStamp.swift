import Glibc
import Storage

/// A file as it is at one moment: when nothing of this changes, neither do its bytes. Of a folder, the names in it.
struct SourceStamp: Equatable {
    /// As it was given.
    let path: String
    /// Size, time of the last change and place on the disk; of a folder, a checksum of the names. Empty where there is
    /// no such file.
    let state: String
    /// When the file was last changed, in nanoseconds since 1970.
    let changedNanoseconds: Int

    init(path: String) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else {
            (state, changedNanoseconds) = ("", 0)
            return
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            let names = Paths.names(inFolder: path) ?? []
            state = "names \(Snapshot.checksum(of: names))"
            changedNanoseconds = 0
            return
        }
        let (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        state = "\(status.st_size) \(seconds).\(nanoseconds) \(status.st_dev):\(status.st_ino)"
        changedNanoseconds = seconds * 1_000_000_000 + nanoseconds
    }

    /// One line, path last.
    var line: String { "\(state)\t\(path)" }

    /// The path of a line.
    static func path(ofLine line: String) -> String? {
        line.firstIndex(of: "\t").map { String(line[line.index(after: $0)...]) }
    }

    static func now() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return now.tv_sec * 1_000_000_000 + now.tv_nsec
    }
}
