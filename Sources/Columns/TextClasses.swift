import Synchronization
import VietnameseText

/// A dictionary's texts grouped by a folded form: the identity of `=` (K1), of accentless search (K2), of `==`.
public final class TextClasses: Sendable {
    /// The class of each code.
    public let classOfCode: Buffer<UInt32>
    /// The folded forms, one a class.
    public let keys: TextDictionary
    private let madeFinder = Mutex<TextFinder?>(nil)
    /// How many forms were looked for before there was a finder.
    private let searches = Atomic<Int>(0)
    private let members = Mutex<Members?>(nil)
    private let translation = Mutex<Translation?>(nil)

    /// So many forms are looked for in all of them before what finds them is worth making, where these are many bytes.
    private static let fewSearches = 16
    private static let manyBytes = 1 << 22

    /// The codes by their classes, ascending in each.
    private struct Members {
        var offsets: [Int]
        var codes: [UInt32]
    }

    /// The numbers of another dictionary's classes among these.
    private struct Translation {
        weak var others: TextClasses?
        var numbers: Buffer<Int32>
    }

    /// `folded`: a text for each code; `areDistinct`: no two of them are the same. Nil when `isCancelled`, which is
    /// asked now and then, says so.
    init?(_ folded: FoldedTexts, areDistinct: Bool, isCancelled: @escaping @Sendable () -> Bool) {
        if areDistinct {
            classOfCode = Buffer(count: folded.count) { classes in
                for code in classes.indices { classes[code] = UInt32(truncatingIfNeeded: code) }
            }
            keys = TextDictionary(bytes: folded.bytes, offsets: folded.offsets)
            return
        }
        guard let firsts = FirstTexts.of(folded, isCancelled) else { return nil }
        var classCount = 0
        classOfCode = Buffer(count: folded.count) { classes in
            for code in classes.indices {
                let first = Int(firsts[code])
                classes[code] = first == code ? UInt32(truncatingIfNeeded: classCount) : classes[first]
                if first == code { classCount += 1 }
            }
        }
        if classCount == folded.count {
            keys = TextDictionary(bytes: folded.bytes, offsets: folded.offsets)
        } else {
            keys = folded.picking((0..<folded.count).filter { firsts[$0] == $0 })
        }
    }

    /// Classes made before: `finder` is that of `keys`.
    public init(classOfCode: Buffer<UInt32>, keys: TextDictionary, finder: TextFinder) {
        self.classOfCode = classOfCode
        self.keys = keys
        madeFinder.withLock { $0 = finder }
    }

    public var count: Int { keys.count }

    /// Bytes in memory beside those of the dictionary whose classes these are.
    func byteCount(beside dictionary: TextDictionary) -> Int {
        classOfCode.byteCount + FoldedTexts(keys).byteCount(beside: dictionary)
            + (madeFinder.withLock { $0?.slots.byteCount } ?? 0)
            + (translation.withLock { $0?.numbers.byteCount } ?? 0)
    }

    /// The codes of a class, ascending.
    public func codes(ofClass number: UInt32) -> [UInt32] {
        // Classes are numbered as their first texts are: as many of both means that each is its own.
        if count == classOfCode.count { return [number] }
        return members.withLock { known in
            let members = known ?? sorted()
            known = members
            return Array(members.codes[members.offsets[Int(number)]..<members.offsets[Int(number) + 1]])
        }
    }

    /// By counting.
    private func sorted() -> Members {
        var offsets = [Int](repeating: 0, count: count + 1)
        for code in 0..<classOfCode.count { offsets[Int(classOfCode[code]) + 1] += 1 }
        for number in 0..<count { offsets[number + 1] += offsets[number] }
        var next = offsets
        var codes = [UInt32](repeating: 0, count: classOfCode.count)
        for code in 0..<classOfCode.count {
            let number = Int(classOfCode[code])
            codes[next[number]] = UInt32(code)
            next[number] += 1
        }
        return Members(offsets: offsets, codes: codes)
    }

    /// Finds the folded forms; made when first asked for.
    public var finder: TextFinder { uncancelled { makeFinder(isCancelled: $0) } }

    /// Makes `finder`, for who will look for many forms; nil when `isCancelled`, which is asked now and then, says so.
    @discardableResult
    public func makeFinder(isCancelled: () -> Bool) -> TextFinder? {
        madeFinder.withLock { known in
            if known == nil { known = TextDictionaryBuilder.finder(ofDistinct: keys, isCancelled: isCancelled) }
            return known
        }
    }

    /// Makes what a few forms are best found by, if it takes anything; nothing is made where they ascend. False when
    /// `isCancelled`, which is asked now and then, says so.
    public func prepareToFind(isCancelled: () -> Bool) -> Bool {
        areManyAscending || makeFinder(isCancelled: isCancelled) != nil
    }

    /// The class of a folded key, or nil where no text of the dictionary folds to it.
    public func find(_ key: [UInt8]) -> UInt32? {
        if areManyAscending { return halve(key) }
        // While another makes the finder nobody waits for it.
        if let made = madeFinder.withLockIfAvailable({ $0 }), let made { return made.find(key.span) }
        if keys.bytes.count >= Self.manyBytes,
            searches.wrappingAdd(1, ordering: .relaxed).oldValue < Self.fewSearches
        {
            return search(key)
        }
        return finder.find(key.span)
    }

    /// Whether there are many forms, which ascend.
    private var areManyAscending: Bool {
        keys.bytes.count >= Self.manyBytes && keys.isAscending(FoldedTexts(keys))
    }

    /// Where forms ascend: the first of those that begin with the key is the shortest.
    private func halve(_ key: [UInt8]) -> UInt32? {
        let run = FoldedTexts(keys).run(startingWith: key)
        guard let first = run.first, keys[first].count == key.count else { return nil }
        return UInt32(first)
    }

    /// By reading all forms.
    private func search(_ key: [UInt8]) -> UInt32? {
        let begin = FoldedTexts(keys).hold(key, .start)
        return begin.truePositions.first { keys[Int($0)].count == key.count }.map { UInt32($0) }
    }

    /// The class here of the form of each class of another dictionary, -1 for none; kept, for who asks for the same again.
    ///
    /// Several threads make them; nil when `isCancelled`, which is asked now and then, says so.
    public func numbers(of others: TextClasses, isCancelled: @escaping @Sendable () -> Bool) -> Buffer<Int32>? {
        guard let finder = makeFinder(isCancelled: isCancelled) else { return nil }
        return translation.withLock { known in
            if let known, known.others === others { return known.numbers }
            let numbers = Buffer<Int32>(count: others.count) { numbers in
                let target = Unchecked(numbers)
                let threads = others.count < TextOrder.pace ? 1 : Workers.most
                Workers.shareRuns(of: TextOrder.pace, below: others.count, threads: threads, unless: isCancelled) {
                    finder.find(FoldedTexts(others.keys), $0, to: target.value)
                }
            }
            if isCancelled() { return nil }
            known = Translation(others: others, numbers: numbers)
            return numbers
        }
    }
}

/// Finds the texts of a dictionary by their bytes: its builder's hash table, finished.
public struct TextFinder: Sendable {
    /// A power of two of slots, at least one of them free, as `TextDictionaryBuilder` fills them; or none at all.
    public let slots: Buffer<UInt64>
    private let dictionary: TextDictionary

    public init(slots: Buffer<UInt64>, dictionary: TextDictionary) {
        self.slots = slots
        self.dictionary = dictionary
    }

    /// The text's code, or nil where the dictionary does not hold it.
    public func find(_ text: Span<UInt8>) -> UInt32? {
        guard slots.count > 0 else { return nil }
        return text.withUnsafeBufferPointer { text in
            slots.withUnsafeElements { slots in
                dictionary.bytes.withUnsafeElements { bytes in
                    dictionary.offsets.withUnsafeElements { offsets in
                        Self.code(of: text, slots, bytes, offsets)
                    }
                }
            }
        }
    }

    /// How many texts are looked for side by side, so that the memory of one is read while that of others is waited for.
    private static let lookAhead = 16

    /// Writes the code here of each of a run of other texts, -1 for none.
    func find(_ texts: FoldedTexts, _ run: Range<Int>, to codes: UnsafeMutableBufferPointer<Int32>) {
        guard slots.count > 0 else { return codes[run].update(repeating: -1) }
        withUnsafeTemporaryAllocation(of: (hash: UInt64, entry: UInt64).self, capacity: Self.lookAhead) { sought in
            texts.withUnsafeTexts { text in
                FoldedTexts(dictionary).withUnsafeTexts { own in
                    for start in stride(from: run.lowerBound, to: run.upperBound, by: Self.lookAhead) {
                        let some = start..<min(start + Self.lookAhead, run.upperBound)
                        for number in some {
                            let hash = TextHash.of(text(number).0, text(number).1)
                            sought[number - start] = (hash, slots[Int(truncatingIfNeeded: hash) & (slots.count - 1)])
                        }
                        for number in some {
                            let (hash, entry) = sought[number - start]
                            codes[number] = code(of: text(number), hash, first: entry, own)
                        }
                    }
                }
            }
        }
    }

    /// The code of a text, -1 for none; `first`: what stands in the slot of its hash.
    @inline(__always)
    private func code(
        of text: (UnsafePointer<UInt8>, Int), _ hash: UInt64, first: UInt64, _ own: (Int) -> (UnsafePointer<UInt8>, Int)
    ) -> Int32 {
        var (slot, entry) = (Int(truncatingIfNeeded: hash), first)
        while entry != 0 {
            if entry >> 32 == hash {
                let code = Int(UInt32(truncatingIfNeeded: entry)) - 1
                let (address, count) = own(code)
                if count == text.1, TextHash.areEqual(text.0, address, count) { return Int32(truncatingIfNeeded: code) }
            }
            slot += 1
            entry = slots[slot & (slots.count - 1)]
        }
        return -1
    }

    /// The code of a text, or none, where slots and texts may not be what they were: each is read only after its test
    /// allows that; nil where one does not.
    public func codes(
        of text: [UInt8], ifIntact isSlotIntact: (Int) -> Bool, _ isTextIntact: (Int) -> Bool
    ) -> [UInt32]? {
        guard slots.count > 0 else { return nil }
        let nowhere = UnsafePointer<UInt8>(bitPattern: 1)!
        let hash = text.withUnsafeBufferPointer { TextHash.of($0.baseAddress ?? nowhere, $0.count) }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while isSlotIntact(slot) {
            let entry = slots[slot]
            if entry == 0 { return [] }
            if entry >> 32 == hash {
                let code = Int(UInt32(truncatingIfNeeded: entry)) - 1
                guard isTextIntact(code) else { return nil }
                let isSame = dictionary[code].withSpan { $0.withUnsafeBufferPointer { $0.elementsEqual(text) } }
                if isSame { return [UInt32(code)] }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func code(
        of text: UnsafeBufferPointer<UInt8>, _ slots: UnsafeBufferPointer<UInt64>,
        _ bytes: UnsafeBufferPointer<UInt8>, _ offsets: UnsafeBufferPointer<UInt32>
    ) -> UInt32? {
        let nowhere = UnsafePointer<UInt8>(bitPattern: 1)!
        let (address, texts) = (text.baseAddress ?? nowhere, bytes.baseAddress ?? nowhere)
        let hash = TextHash.of(address, text.count)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash {
                let code = UInt32(truncatingIfNeeded: slots[slot]) - 1
                let (start, end) = (Int(offsets[Int(code)]), Int(offsets[Int(code) + 1]))
                if end - start == text.count, TextHash.areEqual(address, texts + start, text.count) { return code }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// What the hash makes of some texts; a table made with another hash cannot be used.
    public static let hashFingerprint: UInt64 = {
        var state: UInt64 = 0
        for text in ["", "a", "Huân chương", "2021-03-17", "a text of more than sixteen bytes"] {
            var text = text
            let nowhere = UnsafePointer<UInt8>(bitPattern: 1)!
            let hash = text.withUTF8 { TextHash.of($0.baseAddress ?? nowhere, $0.count) }
            state = (state ^ hash) &* 0x9E37_79B9_7F4A_7C15
        }
        return state
    }()
}
