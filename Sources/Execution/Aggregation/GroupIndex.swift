import Columns

/// Numbers tuples of key codes from 0 in the order in which they are first seen.
///
/// Open addressing with linear probing at a load of at most one half over the tuples, which are kept flat; a single
/// key of small non-negative codes uses a plain table instead, which grows as long as half of it is used: codes of texts
/// and row numbers never need more. What is read at random lies in huge pages.
///
/// A copy shares the memory: of two, only one may go on taking in groups.
struct GroupIndex {
    let width: Int
    /// `width` codes a group, and room for more.
    private(set) var tuples: PlainResults<Int64>
    private(set) var count = 0
    private var slots: PlainResults<Int32>
    private var mask: Int
    /// The group of each small code, or -1, and how many there are.
    private var dense: PlainResults<Int32>
    private var denseCount = 0
    private let cancellation: Cancellation?

    private static let firstDense = 1 << 16

    /// Codes below this have a place in the plain table.
    private var denseLimit: Int64 { Int64(dense.elements.count) }

    /// `cancellation`: looked at while the table grows; what the index says after one means nothing.
    init(width: Int, _ cancellation: Cancellation?) {
        self.width = width
        self.cancellation = cancellation
        tuples = PlainResults(uninitializedCount: 32 * width)
        slots = PlainResults(count: 64, initial: -1)
        mask = 63
        dense = PlainResults(count: width == 1 ? Self.firstDense : 1, initial: -1)
    }

    /// What taking in so many rows may take at once: both double when they are full, but room for more groups is not
    /// touched before they come.
    func growth(_ rows: Int) -> Int {
        let tupleBytes = (count + rows) * width > tuples.elements.count ? tuples.elements.count * 8 : 0
        let slotBytes = (count - denseCount + rows) * 2 > slots.elements.count ? 2 * slots.elements.count * 4 : 0
        let denseBytes =
            denseCount * 2 + rows * 2 > dense.elements.count ? Self.denseGrowth * dense.elements.count * 4 : 0
        return tupleBytes + slotBytes + denseBytes
    }

    /// The group of each row; `keys[k][row]` are its codes.
    mutating func groups(_ keys: [[Int64]], count rows: Int) -> [Int32] {
        var result = [Int32](repeating: 0, count: rows)
        guard width > 0 else {
            if rows > 0, count == 0 { count = 1 }
            return result
        }
        if width == 1 { growDense() }
        if width == 1, keys[0].allSatisfy({ $0 >= 0 && $0 < denseLimit }) {
            for row in 0..<rows { result[row] = denseGroup(keys[0][row]) }
            return result
        }
        makeSlots(for: rows)
        let flat = width == 1 ? keys[0] : flattened(keys, rows)
        let first = (0..<rows).map { Int(truncatingIfNeeded: hash(flat, $0 * width)) & mask }
        guard slots.elements.count > Self.nearSlots else {
            for row in 0..<rows { result[row] = group(flat, row, from: first[row]) }
            return result
        }
        let (likely, heads) = lookAhead(first)
        for row in 0..<rows {
            let known = likely[row]
            if known >= 0, heads[row] == flat[row * width], isEqual(Int(known), flat, row * width) {
                result[row] = known
            } else {
                result[row] = group(flat, row, from: first[row])
            }
        }
        return result
    }

    /// Slots that the second-level cache holds beside the rest.
    private static let nearSlots = 1 << 14

    /// What the first slots of some rows say, and the first code of the tuples to which they lead: what lies far away is
    /// asked for of all rows before any of them waits for it.
    private func lookAhead(_ first: [Int]) -> (groups: [Int32], heads: [Int64]) {
        let (slots, tuples) = (slots.elements, tuples.elements)
        let groups = first.map { slots[$0] }
        return (groups, groups.map { $0 < 0 ? 0 : tuples[Int($0) * width] })
    }

    /// `slot`: where the row's tuple is looked for first.
    private mutating func group(_ flat: [Int64], _ row: Int, from slot: Int) -> Int32 {
        let start = row * width
        if width == 1, flat[row] >= 0, flat[row] < denseLimit { return denseGroup(flat[row]) }
        var slot = slot
        while slots[slot] >= 0 {
            if isEqual(Int(slots[slot]), flat, start) { return slots[slot] }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(count)
        makeRoom()
        for key in 0..<width { tuples[count * width + key] = flat[start + key] }
        count += 1
        return Int32(count - 1)
    }

    /// Small codes of one key stand in a plain table.
    @inline(__always)
    private mutating func denseGroup(_ code: Int64) -> Int32 {
        let known = dense[Int(code)]
        if known >= 0 { return known }
        dense[Int(code)] = Int32(count)
        denseCount += 1
        makeRoom()
        tuples[count] = code
        count += 1
        return Int32(count - 1)
    }

    /// Slots for so many more tuples.
    private mutating func makeSlots(for rows: Int) {
        while (count - denseCount + rows) * 2 > slots.elements.count { grow() }
    }

    /// Gives more codes a place in the plain table, once half of its places are taken; those that are known move there.
    private mutating func growDense() {
        while denseCount * 2 >= dense.elements.count {
            let before = denseLimit
            let larger = PlainResults<Int32>(count: Self.denseGrowth * dense.elements.count, initial: -1)
            _ = larger.elements.update(fromContentsOf: dense.elements)
            dense = larger
            guard count > denseCount else { continue }
            for group in 0..<count where tuples[group] >= before && tuples[group] < denseLimit {
                dense[Int(tuples[group])] = Int32(group)
                denseCount += 1
            }
        }
    }

    private static let denseGrowth = 4

    /// Room for one more tuple.
    @inline(__always)
    private mutating func makeRoom() { if (count + 1) * width > tuples.elements.count { growTuples() } }

    private mutating func growTuples() {
        let larger = PlainResults<Int64>(uninitializedCount: 2 * tuples.elements.count)
        let copy = { [tuples] (run: Range<Int>) in
            _ = larger.elements[run.lowerBound...].update(fromContentsOf: tuples.elements[run])
        }
        if let cancellation { cancellation.forEachRun(in: 0..<count * width, copy) } else { copy(0..<count * width) }
        tuples = larger
    }

    /// The codes row by row: a tuple then lies in one place.
    private func flattened(_ keys: [[Int64]], _ rows: Int) -> [Int64] {
        [Int64](unsafeUninitializedCapacity: rows * width) { flat, count in
            for (key, codes) in keys.enumerated() {
                for row in 0..<rows { flat[row * width + key] = codes[row] }
            }
            count = rows * width
        }
    }

    /// The group of each row's tuple; -1 where it has not been seen.
    func find(_ keys: [[Int64]], count rows: Int) -> [Int32] {
        guard width > 0 else { return Array(repeating: -1, count: rows) }
        if width == 1 { return keys[0].map(find) }
        let flat = flattened(keys, rows)
        let first = (0..<rows).map { Int(truncatingIfNeeded: hash(flat, $0 * width)) & mask }
        let (likely, heads) = lookAhead(first)
        return (0..<rows).map { row in
            let start = row * width
            if likely[row] < 0 { return -1 }
            if heads[row] == flat[start], isEqual(Int(likely[row]), flat, start) { return likely[row] }
            var slot = (first[row] + 1) & mask
            while slots[slot] >= 0 {
                if isEqual(Int(slots[slot]), flat, start) { return slots[slot] }
                slot = (slot + 1) & mask
            }
            return -1
        }
    }

    private func find(_ code: Int64) -> Int32 {
        if code >= 0, code < denseLimit { return dense[Int(code)] }
        var slot = Int(truncatingIfNeeded: GroupIndex.mix(Self.seed, code)) & mask
        while slots[slot] >= 0 {
            if tuples[Int(slots[slot])] == code { return slots[slot] }
            slot = (slot + 1) & mask
        }
        return -1
    }

    private func isEqual(_ group: Int, _ flat: [Int64], _ start: Int) -> Bool {
        for key in 0..<width where tuples[group * width + key] != flat[start + key] { return false }
        return true
    }

    private static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15

    private func hash(_ flat: [Int64], _ start: Int) -> UInt64 {
        flat.withUnsafeBufferPointer { hash($0.baseAddress! + start) }
    }

    private func hash(_ tuple: UnsafePointer<Int64>) -> UInt64 {
        var state = Self.seed
        for key in 0..<width { state = GroupIndex.mix(state, tuple[key]) }
        return state
    }

    @inline(__always)
    private static func mix(_ state: UInt64, _ code: Int64) -> UInt64 {
        let product = (state ^ UInt64(bitPattern: code)).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }

    private mutating func grow() {
        slots = PlainResults(count: 2 * slots.elements.count, initial: -1)
        mask = slots.elements.count - 1
        guard let base = tuples.elements.baseAddress else { return }
        for group in 0..<count {
            if group % Cancellation.runLength == 0, cancellation?.isCancelled == true { return }
            if width == 1, tuples[group] >= 0, tuples[group] < denseLimit { continue }
            var slot = Int(truncatingIfNeeded: hash(base + group * width)) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(group)
        }
    }
}
