import CKernels

/// One dictionary of the texts of several builders, numbered as one of them would have done it that saw all their texts
/// in order.
public struct MergedTexts {
    public let dictionary: TextDictionary
    /// From the codes of each builder to those here; nil where they are the same.
    public let maps: [Buffer<UInt32>?]

    /// A text that no builder before has, in a map on its way.
    private static let new = UInt32.max
    /// Texts that are worth another thread, and that it takes at a time.
    private static let chunk = 1 << 15

    /// On so many threads; the builders can find no text then. Nil when `isCancelled`, which is asked now and then, says
    /// so; throws where the texts do not fit into one dictionary.
    public init?(
        _ parts: inout [TextDictionaryBuilder], threads: Int, maximumBytes: Int = TextDictionaryBuilder.maximumBytes,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(TextDictionaryFull) {
        var maps: [Buffer<UInt32>?] = []
        var count = 0
        for (index, part) in parts.enumerated() {
            if index == 0 {
                maps.append(nil)
                count = part.count
            } else {
                maps.append(Self.map(part, behind: Array(zip(parts, maps)), count: &count, threads, isCancelled))
            }
            // What was stopped half way means nothing.
            if isCancelled() { return nil }
        }
        // Their memory serves the dictionary.
        for index in parts.indices { parts[index].forgetSlots() }
        let writing = Writing(parts, maps, chunk: Self.chunk)
        guard writing.byteCount <= maximumBytes, count < Int(UInt32.max) else { throw TextDictionaryFull() }
        dictionary = writing.dictionary(threads, isCancelled)
        if isCancelled() { return nil }
        self.maps = maps
    }

    /// The codes of a part's texts behind other parts; `count` is that of all texts so far.
    private static func map(
        _ part: TextDictionaryBuilder, behind earlier: [(TextDictionaryBuilder, Buffer<UInt32>?)], count: inout Int,
        _ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) -> Buffer<UInt32> {
        Buffer(count: part.count) { target in
            guard let base = target.baseAddress else { return }
            let codes = Unchecked(base)
            let chunks = (part.count + chunk - 1) / chunk
            let workers = min(threads, chunks)
            Workers.run(workers) { worker in
                for number in stride(from: worker, to: chunks, by: workers) where !isCancelled() {
                    let range = number * chunk..<min(number * chunk + chunk, part.count)
                    find(range, of: part, in: earlier, codes.value)
                }
            }
            for code in 0..<part.count where base[code] == new {
                base[code] = UInt32(truncatingIfNeeded: count)
                count += 1
            }
        }
    }

    /// The codes of some texts of a part in the first of other parts that has them; `new` where none does.
    private static func find(
        _ range: Range<Int>, of part: TextDictionaryBuilder,
        in earlier: [(TextDictionaryBuilder, Buffer<UInt32>?)], _ codes: UnsafeMutablePointer<UInt32>
    ) {
        let step = TextDictionaryBuilder.lookAhead
        withUnsafeTemporaryAllocation(of: TextDictionaryBuilder.Sought.self, capacity: step) { sought in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
                var count = min(step, range.upperBound - start)
                for index in 0..<count {
                    // Of a short text the address means nothing later: the record tells all.
                    part.withText(start + index) { sought[index] = .init($0, $1, place: start + index) }
                    codes[start + index] = new
                }
                for (other, map) in earlier where count > 0 && other.count > 0 {
                    count = Self.find(sought.baseAddress!, count, other.table, map, codes)
                }
            }
        }
    }

    /// Writes the codes of those that a table has; the others stand first then, and are counted.
    private static func find(
        _ sought: UnsafeMutablePointer<TextDictionaryBuilder.Sought>, _ count: Int,
        _ table: TextDictionaryBuilder.Table,
        _ map: Buffer<UInt32>?, _ codes: UnsafeMutablePointer<UInt32>
    ) -> Int {
        for index in 0..<count { table.prefetchSlot(sought[index]) }
        for index in 0..<count { table.prefetchRecord(sought[index]) }
        var left = 0
        for index in 0..<count {
            let text = sought[index]
            if let code = table.code(table.slot(of: text)) {
                codes[text.place] = map.map { $0[Int(code)] } ?? code
            } else {
                sought[left] = text
                left += 1
            }
        }
        return left
    }
}

/// The new texts of parts on their way into one dictionary, in runs that several threads write.
private struct Writing: Sendable {
    /// Some texts of a part, and where the new ones among them go.
    struct Run: Sendable {
        var part: Int
        var codes: Range<Int>
        var count = 0
        var byteCount = 0
        var firstCode = 0
        var firstByte = 0
    }

    private let parts: [TextDictionaryBuilder]
    private let maps: [Buffer<UInt32>?]
    private var runs: [Run] = []
    private(set) var count = 0
    private(set) var byteCount = 0

    init(_ parts: [TextDictionaryBuilder], _ maps: [Buffer<UInt32>?], chunk: Int) {
        self.parts = parts
        self.maps = maps
        for part in parts.indices {
            for start in stride(from: 0, to: parts[part].count, by: chunk) {
                var run = Run(part: part, codes: start..<min(start + chunk, parts[part].count))
                (run.firstCode, run.firstByte) = (count, byteCount)
                measure(&run)
                count += run.count
                byteCount += run.byteCount
                runs.append(run)
            }
        }
    }

    /// New texts have the next codes.
    private func measure(_ run: inout Run) {
        let records = parts[run.part].records
        for code in run.codes {
            if let map = maps[run.part], Int(map[code]) != run.firstCode + run.count { continue }
            run.count += 1
            run.byteCount += records[code].count
        }
    }

    func dictionary(_ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool) -> TextDictionary {
        let workers = max(1, min(threads, runs.count))
        var bytes: Buffer<UInt8>?
        let offsets = Buffer<UInt32>(count: count + 1) { offsets in
            offsets[count] = UInt32(truncatingIfNeeded: byteCount)
            let borders = Unchecked(offsets.baseAddress!)
            bytes = Buffer<UInt8>(count: byteCount) { bytes in
                guard let base = bytes.baseAddress else { return }
                let target = Unchecked(base)
                Workers.run(workers) { worker in
                    for number in stride(from: worker, to: runs.count, by: workers) where !isCancelled() {
                        write(runs[number], target.value, borders.value)
                    }
                }
            }
        }
        return TextDictionary(bytes: bytes!, offsets: offsets)
    }

    private func write(_ run: Run, _ bytes: UnsafeMutablePointer<UInt8>, _ offsets: UnsafeMutablePointer<UInt32>) {
        let part = parts[run.part]
        var (next, place) = (run.firstCode, run.firstByte)
        // Other threads write behind the run's end.
        let end = run.firstByte + run.byteCount
        for code in run.codes {
            if let map = maps[run.part], Int(map[code]) != next { continue }
            let record = part.records[code]
            offsets[next] = UInt32(truncatingIfNeeded: place)
            if !record.isShort {
                (bytes + place).update(from: part.address(ofLong: record), count: record.count)
            } else if place + TextRecord.shortCount <= end {
                record.writeTwelve(bytes + place)
            } else {
                for index in 0..<record.count { bytes[place + index] = record.byte(index) }
            }
            place += record.count
            next += 1
        }
    }
}
