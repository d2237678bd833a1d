/// Integers that come in batches and end up packed: kept in the narrowest signed width so far, so that a column
/// never takes eight bytes a row on its way.
public struct PackedIntegersBuilder: Sendable {
    private enum Storage: Sendable {
        case bytes(GrowingBuffer<Int8>)
        case shorts(GrowingBuffer<Int16>)
        case words(GrowingBuffer<Int32>)
        case longs(GrowingBuffer<Int64>)

        static let none = Storage.bytes(GrowingBuffer())
    }

    private var storage = Storage.none
    public private(set) var count = 0
    private var least = Int64.max
    private var greatest = Int64.min

    /// Values that are likely to come in all; room for them is made at once.
    public var expectedCount = 0

    public init() {}

    /// Appends a batch. Where `present` is false, the value means nothing but must be 0.
    ///
    /// `least` and `greatest` are those of the present values; `least` above `greatest` where there are none.
    public mutating func append(_ values: UnsafeBufferPointer<Int64>, least: Int64, greatest: Int64) {
        self.least = min(self.least, least)
        self.greatest = max(self.greatest, greatest)
        count += values.count
        widen(least: min(least, 0), greatest: max(greatest, 0))
        switch storage {
        case .bytes(var array):
            storage = .none
            append(values, to: &array)
            storage = .bytes(array)
        case .shorts(var array):
            storage = .none
            append(values, to: &array)
            storage = .shorts(array)
        case .words(var array):
            storage = .none
            append(values, to: &array)
            storage = .words(array)
        case .longs(var array):
            storage = .none
            append(values, to: &array)
            storage = .longs(array)
        }
    }

    /// A batch whose extent is not known yet.
    public mutating func append(_ values: UnsafeBufferPointer<Int64>) {
        var (least, greatest) = (Int64.max, Int64.min)
        for value in values {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        append(values, least: least, greatest: greatest)
    }

    private func append<Word: FixedWidthInteger & Sendable>(
        _ values: UnsafeBufferPointer<Int64>, to buffer: inout GrowingBuffer<Word>
    ) {
        if buffer.capacity < expectedCount { buffer.reserve(expectedCount) }
        guard let from = values.baseAddress else { return }
        buffer.append(values.count) { to in
            var index = 0
            while index < values.count {
                to[index] = Word(truncatingIfNeeded: from[index])
                index += 1
            }
        }
    }

    /// About how many bytes so many more values take at once, beside their own.
    public func growth(for added: Int) -> Int {
        switch storage {
        case .bytes(let buffer): buffer.bytesToMove(for: added)
        case .shorts(let buffer): buffer.bytesToMove(for: added)
        case .words(let buffer): buffer.bytesToMove(for: added)
        case .longs(let buffer): buffer.bytesToMove(for: added)
        }
    }

    /// How far the present values are from 0 at most.
    public var magnitude: UInt64 { least > greatest ? 0 : max(least.magnitude, greatest.magnitude) }

    /// Only the first values stay; the extent is still that of all.
    public mutating func truncate(to newCount: Int) {
        let surplus = count - newCount
        guard surplus > 0 else { return }
        count = newCount
        switch storage {
        case .bytes(var array):
            storage = .none
            array.removeLast(surplus)
            storage = .bytes(array)
        case .shorts(var array):
            storage = .none
            array.removeLast(surplus)
            storage = .shorts(array)
        case .words(var array):
            storage = .none
            array.removeLast(surplus)
            storage = .words(array)
        case .longs(var array):
            storage = .none
            array.removeLast(surplus)
            storage = .longs(array)
        }
    }

    /// All values times `factor`; `magnitude` times it must fit.
    public func multiplied(by factor: Int64) -> PackedIntegersBuilder {
        var result = PackedIntegersBuilder()
        result.expectedCount = expectedCount
        let isEmpty = least > greatest
        let (low, high) = isEmpty ? (least, greatest) : (least * factor, greatest * factor)
        let step = 4096
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: step) { values in
            for first in stride(from: 0, to: count, by: step) {
                let size = min(step, count - first)
                for index in 0..<size { values[index] = value(first + index) &* factor }
                result.append(UnsafeBufferPointer(rebasing: values[..<size]), least: low, greatest: high)
            }
        }
        return result
    }

    /// All values divided by `divisor`, with room for as many as are expected.
    public func quotients(by divisor: Double) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(max(expectedCount, count))
        for index in 0..<count { result.append(Double(value(index)) / divisor) }
        return result
    }

    private func value(_ index: Int) -> Int64 {
        switch storage {
        case .bytes(let array): Int64(array[index])
        case .shorts(let array): Int64(array[index])
        case .words(let array): Int64(array[index])
        case .longs(let array): array[index]
        }
    }

    private mutating func widen(least: Int64, greatest: Int64) {
        switch storage {
        case .bytes(let array):
            if least >= Int64(Int8.min), greatest <= Int64(Int8.max) { return }
            storage = Self.widened(array, least, greatest)
        case .shorts(let array):
            if least >= Int64(Int16.min), greatest <= Int64(Int16.max) { return }
            storage = Self.widened(array, least, greatest)
        case .words(let array):
            if least >= Int64(Int32.min), greatest <= Int64(Int32.max) { return }
            storage = Self.widened(array, least, greatest)
        case .longs: return
        }
    }

    private static func widened<Word: FixedWidthInteger & Sendable>(
        _ buffer: GrowingBuffer<Word>, _ least: Int64, _ greatest: Int64
    ) -> Storage {
        if least >= Int64(Int16.min), greatest <= Int64(Int16.max) { return .shorts(converted(buffer)) }
        if least >= Int64(Int32.min), greatest <= Int64(Int32.max) { return .words(converted(buffer)) }
        return .longs(converted(buffer))
    }

    private static func converted<Word: FixedWidthInteger & Sendable, Wider: FixedWidthInteger & Sendable>(
        _ buffer: GrowingBuffer<Word>
    ) -> GrowingBuffer<Wider> {
        var result = GrowingBuffer<Wider>()
        result.append(buffer.count) { target in
            for index in 0..<buffer.count { target[index] = Wider(truncatingIfNeeded: buffer[index]) }
        }
        return result
    }

    // MARK: The end

    /// One after another, packed as `PackedIntegers(_:isPresent:)` packs them; `parts` are empty then. Nil when
    /// `isCancelled`, which is asked now and then, says so.
    public static func packed(
        _ parts: inout [PackedIntegersBuilder], isPresent: Bitmap?, unless isCancelled: () -> Bool
    ) -> PackedIntegers? {
        var least = parts.reduce(Int64.max) { min($0, $1.least) }
        var greatest = parts.reduce(Int64.min) { max($0, $1.greatest) }
        if least > greatest { (least, greatest) = (0, 0) }
        let (span, overflow) = greatest.subtractingReportingOverflow(least)
        let storage: PackedIntegers.Storage
        if overflow || span > Int64(UInt32.max) {
            storage = .longs(filled(&parts, base: 0, missing: least, isPresent, isCancelled))
            least = 0
        } else if span > Int64(UInt16.max) {
            storage = .words(filled(&parts, base: least, missing: 0, isPresent, isCancelled))
        } else if span > Int64(UInt8.max) {
            storage = .shorts(filled(&parts, base: least, missing: 0, isPresent, isCancelled))
        } else {
            storage = .bytes(filled(&parts, base: least, missing: 0, isPresent, isCancelled))
        }
        return isCancelled() ? nil : PackedIntegers(base: least, storage: storage)
    }

    /// Codes of parts that each had a dictionary of their own; `maps` are from those to the common one of `limit`
    /// texts, nil where the codes are common already. A missing value's code is `limit`. `parts` are empty then. Nil as
    /// with `packed`.
    public static func packedCodes(
        _ parts: inout [PackedIntegersBuilder], maps: [Buffer<UInt32>?], limit: Int, isPresent: Bitmap?,
        unless isCancelled: () -> Bool
    ) -> PackedIntegers? {
        let storage: PackedIntegers.Storage
        if limit <= Int(UInt8.max) {
            storage = .bytes(filled(&parts, maps, base: 0, missing: UInt8(limit), isPresent, isCancelled))
        } else if limit <= Int(UInt16.max) {
            storage = .shorts(filled(&parts, maps, base: 0, missing: UInt16(limit), isPresent, isCancelled))
        } else {
            storage = .words(filled(&parts, maps, base: 0, missing: UInt32(limit), isPresent, isCancelled))
        }
        return isCancelled() ? nil : PackedIntegers(base: 0, storage: storage)
    }

    private static func filled<Target: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ parts: inout [PackedIntegersBuilder], _ maps: [Buffer<UInt32>?] = [], base: Int64, missing: Target,
        _ isPresent: Bitmap?, _ isCancelled: () -> Bool
    ) -> Buffer<Target> {
        Buffer(count: parts.reduce(0) { $0 + $1.count }) { target in
            guard var place = target.baseAddress else { return }
            for index in parts.indices {
                let count = parts[index].count
                parts[index].drain(to: place, index < maps.count ? maps[index] : nil, base, isCancelled)
                place += count
            }
            guard let isPresent, !isCancelled() else { return }
            for word in 0..<isPresent.words.count {
                var absent = ~isPresent.words[word]
                while absent != 0 {
                    let row = word * 64 + absent.trailingZeroBitCount
                    absent &= absent &- 1
                    if row < target.count { target[row] = missing }
                }
            }
        }
    }

    /// Copies the values, and is empty then.
    private mutating func drain<Target: FixedWidthInteger>(
        to target: UnsafeMutablePointer<Target>, _ map: Buffer<UInt32>?, _ base: Int64, _ isCancelled: () -> Bool
    ) {
        // Taken out of the storage, each is this method's alone.
        switch storage {
        case .bytes(var buffer):
            storage = .none
            Self.fill(target, &buffer, map, base, isCancelled)
        case .shorts(var buffer):
            storage = .none
            Self.fill(target, &buffer, map, base, isCancelled)
        case .words(var buffer):
            storage = .none
            Self.fill(target, &buffer, map, base, isCancelled)
        case .longs(var buffer):
            storage = .none
            Self.fill(target, &buffer, map, base, isCancelled)
        }
        self = PackedIntegersBuilder()
    }

    private static func fill<Word: FixedWidthInteger & Sendable, Target: FixedWidthInteger>(
        _ target: UnsafeMutablePointer<Target>, _ buffer: inout GrowingBuffer<Word>, _ map: Buffer<UInt32>?,
        _ base: Int64, _ isCancelled: () -> Bool
    ) {
        var to = target
        buffer.drain(unless: isCancelled) { values in
            let from = values.baseAddress!
            if let map {
                map.withUnsafeElements { map in
                    // Missing values stand as 0, which a dictionary without texts does not have.
                    guard let codes = map.baseAddress, !map.isEmpty else {
                        return to.update(repeating: 0, count: values.count)
                    }
                    for index in 0..<values.count {
                        to[index] = Target(truncatingIfNeeded: codes[Int(truncatingIfNeeded: from[index])])
                    }
                }
            } else {
                for index in 0..<values.count {
                    to[index] = Target(truncatingIfNeeded: Int64(truncatingIfNeeded: from[index]) &- base)
                }
            }
            to += values.count
        }
    }
}
