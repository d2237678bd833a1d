import Glibc
import Synchronization

/// The parts of a file, each read by one thread: a thread that has none left takes half of what another has still to
/// read, so that all end together.
final class PartQueue: Sendable {
    private struct State: @unchecked Sendable {
        /// In the order of the file.
        var parts: [TablePart]
        /// Those that nobody reads yet.
        var open: [TablePart] = []
        /// How many are being read, or will be by the thread that they were made for.
        var readCount: Int
    }

    /// The parts as they were at first, one a thread.
    private let first: [TablePart]
    private let state: Mutex<State>
    /// Threads that have nothing to read.
    private let idle = Atomic<Int>(0)
    private let isBroken = Atomic<Bool>(false)
    private let partBytes: Int

    private static let pauseMicroseconds: UInt32 = 100
    /// What a part must have left to be divided, in parts of the least size: each costs dictionaries to merge.
    private static let leastParts = 16

    init(_ parts: [TablePart], partBytes: Int) {
        first = parts
        state = Mutex(State(parts: parts, readCount: parts.count))
        self.partBytes = partBytes
    }

    var parts: [TablePart] { state.withLock { $0.parts } }

    /// Calls `read` with the part of this number, then with parts of others until there are none left. Ends early once
    /// some part turns out not to be sound.
    func run(_ number: Int, _ read: (TablePart) -> Void) {
        finish(first[number], read)
        idle.add(1, ordering: .relaxed)
        while !isBroken.load(ordering: .relaxed) {
            let (part, isLast) = take()
            if let part {
                idle.subtract(1, ordering: .relaxed)
                finish(part, read)
                idle.add(1, ordering: .relaxed)
            } else if isLast {
                return
            } else {
                usleep(Self.pauseMicroseconds)
            }
        }
    }

    private func finish(_ part: TablePart, _ read: (TablePart) -> Void) {
        read(part)
        if !part.isSound { isBroken.store(true, ordering: .relaxed) }
        state.withLock { $0.readCount -= 1 }
    }

    /// A part to be read, if there is one, and whether there will be none any more.
    private func take() -> (TablePart?, isLast: Bool) {
        state.withLock { state in
            guard let part = state.open.popLast() else { return (nil, state.readCount == 0) }
            state.readCount += 1
            return (part, false)
        }
    }

    /// Whether there are more threads without a part than parts without a thread.
    private var isWanted: Bool {
        let idle = idle.load(ordering: .relaxed)
        return idle > 0 && state.withLock { $0.open.count } < idle
    }

    /// To be called between two blocks by the thread that reads a part: gives half of what is left to a thread that has
    /// nothing to read. False where there is no use in going on.
    func goesOn(_ part: TablePart) -> Bool {
        if isBroken.load(ordering: .relaxed) { return false }
        let remaining = part.source.byteCount
        guard isWanted, remaining / Self.leastParts >= partBytes, let rest = part.cut(beforeEnd: remaining / 2) else {
            return true
        }
        state.withLock { state in
            state.parts.insert(rest, at: state.parts.firstIndex { $0 === part }! + 1)
            state.open.append(rest)
        }
        return true
    }
}
