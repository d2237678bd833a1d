import Columns
import Synchronization

/// The rows of a join's built side in the order of their keys, whole numbers of which each has one row at most: the row
/// under key number n is row n, so that looking a key up does not jump to a row number first.
struct KeyOrderedRows {
    /// As many as there are key numbers; what stands where no key is means nothing.
    let rows: Materialized
    /// Which key numbers have a row.
    let occurring: Bitmap

    /// Fewer keys have their row numbers in the caches.
    private static let manyKeys = 1 << 18
    /// Every column is put into order, whether it is looked at or not.
    private static let mostColumns = 4

    /// Whether putting the rows in order costs less than it spares.
    static func pay(_ rows: Materialized, keyCount: Int, lookUps: Double) -> Bool {
        keyCount >= manyKeys && rows.count >= keyCount / 4 && lookUps >= Double(rows.count / 2)
            && rows.vectors.count <= mostColumns && rows.vectors.allSatisfy(\.isPlainRun)
    }

    /// Nil where two rows have one key. `groups`: the key number of each row, -1 for none; `keyPosition`: which column
    /// is the key.
    init?(
        _ rows: Materialized, _ groups: [Int32], _ keys: IntegerJoinKeys, keyPosition: Int?, _ context: ExecutionContext
    ) throws(ExecutionError) {
        if let keyPosition, rows.vectors.count == 2,
            let scatter = try PartedScatter(
                rows.vectors[1 - keyPosition], numbers: groups, limit: keys.groupCount, context)
        {
            guard let (occurring, column) = try scatter.placed() else { return nil }
            self.occurring = occurring
            var vectors = [Vector(column), Vector(column)]
            vectors[keyPosition] = Vector(
                rows.vectors[keyPosition].column.sequence(from: keys.least, count: keys.groupCount))
            self.rows = Materialized(count: keys.groupCount, vectors: vectors)
            return
        }
        let scatter = Scatter(
            numbers: groups, limit: keys.groupCount, threads: context.options.threads,
            cancellation: context.cancellation)
        guard let occurring = try scatter.occurring() else { return nil }
        self.occurring = occurring
        var vectors: [Vector] = []
        for (position, vector) in rows.vectors.enumerated() {
            try context.memory.charge(keys.groupCount * vector.column.storedWidth, by: "join")
            let column =
                position == keyPosition
                ? vector.column.sequence(from: keys.least, count: keys.groupCount)
                : try scatter.reordered(vector)
            vectors.append(Vector(column))
        }
        self.rows = Materialized(count: keys.groupCount, vectors: vectors)
    }
}

/// Moves rows to the places of their numbers, each thread to a part of the places: it goes over all numbers, in order,
/// and jumps in its own part of memory only.
private struct Scatter {
    let numbers: [Int32]
    /// More than any number.
    let limit: Int
    let threads: Int
    let cancellation: Cancellation

    /// The places of one thread.
    struct Part {
        let places: Range<Int>
        fileprivate let scatter: Scatter

        /// Calls `body` with each row and the distance of its number from the first of the places; of rows that go
        /// elsewhere, or nowhere, that is more than there are places.
        @inline(__always)
        func forEachRow(_ body: (_ row: Int, _ distance: UInt32) -> Void) {
            let first = UInt32(truncatingIfNeeded: places.lowerBound)
            scatter.numbers.withUnsafeBufferPointer { numbers in
                var start = 0
                while start < numbers.count, !scatter.cancellation.isCancelled {
                    let end = min(start + Cancellation.runLength, numbers.count)
                    for row in start..<end { body(row, UInt32(bitPattern: numbers[row]) &- first) }
                    start = end
                }
            }
        }
    }

    private func onEachThread(_ body: @escaping @Sendable (Part) -> Void) {
        // Whole words of bits, so that no two threads write to one.
        let share = (Bitmap.wordCount(for: limit) + threads - 1) / threads * UInt64.bitWidth
        Workers.run(threads) { worker in
            let first = min(worker * share, limit)
            body(Part(places: first..<min(first + share, limit), scatter: self))
        }
    }

    /// Which numbers occur; nil where one occurs twice.
    func occurring() throws(ExecutionError) -> Bitmap? {
        let isRepeated = Atomic(false)
        let bitmap = Bitmap(count: limit) { words in
            let words = Unchecked(words)
            onEachThread { part in
                let own = words.value[part.places.lowerBound / 64..<Bitmap.wordCount(for: part.places.upperBound)]
                if Self.mark(part, UnsafeMutableBufferPointer(rebasing: own)) {
                    isRepeated.store(true, ordering: .relaxed)
                }
            }
        }
        try cancellation.check()
        return isRepeated.load(ordering: .relaxed) ? nil : bitmap
    }

    /// Sets the bits of a part; whether one was set before.
    private static func mark(_ part: Part, _ words: UnsafeMutableBufferPointer<UInt64>) -> Bool {
        words.update(repeating: 0)
        guard !words.isEmpty else { return false }
        let count = UInt32(part.places.count)
        var repeated: UInt64 = 0
        part.forEachRow { _, distance in
            // No branch: what is not in this part sets no bit of its first word.
            let isHere = distance < count
            let (word, bit) = (isHere ? Int(distance >> 6) : 0, isHere ? 1 &<< UInt64(distance & 63) : 0)
            repeated |= words[word] & bit
            words[word] |= bit
        }
        return repeated != 0
    }

    /// The values of a run of rows at the places of their numbers.
    func reordered(_ vector: Vector) throws(ExecutionError) -> Column {
        guard case .range(let start) = vector.selection else { preconditionFailure("a run of rows") }
        let payload: Column.Payload
        switch vector.column.payload {
        case .integers(let packed): payload = .integers(reordered(packed, start))
        case .codes(let packed, let dictionary): payload = .codes(reordered(packed, start), dictionary)
        case .doubles(let buffer): payload = .doubles(reordered(buffer, start, unused: 0))
        case .lists: preconditionFailure("plain values")
        }
        try cancellation.check()
        return Column(type: vector.column.type, count: limit, payload: payload, presence: nil)
    }

    private func reordered(_ packed: PackedIntegers, _ start: Int) -> PackedIntegers {
        let storage: PackedIntegers.Storage =
            switch packed.storage {
            case .bytes(let buffer): .bytes(reordered(buffer, start, unused: 0))
            case .shorts(let buffer): .shorts(reordered(buffer, start, unused: 0))
            case .words(let buffer): .words(reordered(buffer, start, unused: 0))
            case .longs(let buffer): .longs(reordered(buffer, start, unused: 0))
            }
        return PackedIntegers(base: packed.base, storage: storage)
    }

    /// `unused`: what stands at places of no row.
    @inline(__always)
    private func reordered<Element: BitwiseCopyable & Sendable>(
        _ source: Buffer<Element>, _ start: Int, unused: Element
    ) -> Buffer<Element> {
        Buffer(count: limit) { target in
            let target = Unchecked(target)
            onEachThread { part in
                let places = UnsafeMutableBufferPointer(rebasing: target.value[part.places])
                places.update(repeating: unused)
                let count = UInt32(places.count)
                guard let first = places.baseAddress else { return }
                source.withUnsafeElements { source in
                    withUnsafeTemporaryAllocation(of: Element.self, capacity: 1) { elsewhere in
                        let elsewhere = elsewhere.baseAddress!
                        part.forEachRow { row, distance in
                            // No branch: what is not in this part is written where nobody reads it.
                            let place = distance < count ? first + Int(distance) : elsewhere
                            place.pointee = source[start + row]
                        }
                    }
                }
            }
        }
    }
}

extension Vector {
    /// Whether it shows a run of rows that all have a value of their own.
    fileprivate var isPlainRun: Bool {
        guard case .range = selection, column.presence == nil else { return false }
        if case .lists = column.payload { return false }
        return true
    }
}

extension Column {
    /// Bytes a value takes.
    fileprivate var storedWidth: Int { packed?.width ?? MemoryLayout<Double>.stride }

    /// Integers one after another, stored as this column stores its own, among which the first and the last are.
    fileprivate func sequence(from first: Int64, count: Int) -> Column {
        guard let packed else { preconditionFailure("a column of integers") }
        let stored = first &- packed.base
        let storage: PackedIntegers.Storage =
            switch packed.storage {
            case .bytes: .bytes(.sequence(from: stored, count))
            case .shorts: .shorts(.sequence(from: stored, count))
            case .words: .words(.sequence(from: stored, count))
            case .longs: .longs(.sequence(from: stored, count))
            }
        return Column(
            type: type, count: count, payload: .integers(PackedIntegers(base: packed.base, storage: storage)),
            presence: nil)
    }
}

extension Buffer where Element: FixedWidthInteger {
    fileprivate static func sequence(from first: Int64, _ count: Int) -> Buffer {
        Buffer(count: count) { target in
            for index in target.indices { target[index] = Element(truncatingIfNeeded: first &+ Int64(index)) }
        }
    }
}
