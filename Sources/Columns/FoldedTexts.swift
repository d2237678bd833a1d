import CKernels
import Synchronization
import Values
import VietnameseText

/// Folded texts, one after another in memory, to be searched all in one pass.
public struct FoldedTexts: Sendable {
    public let bytes: Buffer<UInt8>
    /// One more than texts.
    public let offsets: Buffer<UInt32>
    /// The text of each code of the dictionary whose texts these are; nil where each code has its own, in order.
    public let textOfCode: Buffer<UInt32>?

    /// Where in a text a needle is looked for.
    public enum Place: Sendable {
        case anywhere
        /// With a border of the text, or no letter or digit, on each side of it.
        case word
        case start
        case end
    }

    init(bytes: Buffer<UInt8>, offsets: Buffer<UInt32>, textOfCode: Buffer<UInt32>?) {
        (self.bytes, self.offsets, self.textOfCode) = (bytes, offsets, textOfCode)
    }

    public var count: Int { offsets.count - 1 }

    /// Bytes in memory beside those of the dictionary whose texts these are.
    func byteCount(beside dictionary: TextDictionary) -> Int {
        bytes === dictionary.bytes ? 0 : bytes.byteCount + offsets.byteCount
    }

    public subscript(text: Int) -> TextSlice { TextSlice(bytes, Int(offsets[text])..<Int(offsets[text + 1])) }

    /// The text of a code.
    public func text(ofCode code: Int) -> TextSlice { self[textOfCode.map { Int($0[code]) } ?? code] }

    /// Texts of fewer bytes are searched by one thread.
    fileprivate static let searchedBytes = 1 << 22
    /// The same where each text takes longer: to be folded, or to be matched with a pattern.
    private static let workedBytes = 1 << 18

    /// Which texts hold a needle: one truth a text, and false behind them.
    public func hold(_ needle: [UInt8], _ place: Place) -> Buffer<Bool> {
        guard !needle.isEmpty else {
            return truths(threads: 1, count: count) { texts, holds in
                for text in texts { holds[text] = place != .word ? 1 : 0 }
            }
        }
        return truths(threads: bytes.count < Self.searchedBytes ? 1 : Workers.most, count: count) {
            texts, holds in
            needle.withUnsafeBufferPointer { needle in
                bytes.withUnsafeElements { bytes in
                    offsets.withUnsafeElements { offsets in
                        let find = place == .start || place == .end ? tdq_find_ends : tdq_find_texts
                        find(
                            bytes.baseAddress, offsets.baseAddress, texts.lowerBound, texts.upperBound,
                            needle.baseAddress, needle.count, place == .word || place == .end ? 1 : 0, holds)
                    }
                }
            }
        }
    }

    /// So many texts apart are compared before all are.
    private static let sampledTexts = 1 << 10

    /// Whether no text comes before the one in front of it, in the order of bytes.
    var areAscending: Bool {
        let step = max(1, count / Self.sampledTexts)
        // Most that do not ascend show it in a few.
        for text in stride(from: step, to: count, by: step) where !ascend(text..<text + 1) { return false }
        let holds = truths(threads: bytes.count < Self.searchedBytes ? 1 : Workers.most, count: 16) {
            parts, holds in
            for part in parts { holds[part] = ascend(max(1, count * part / 16)..<count * (part + 1) / 16) ? 1 : 0 }
        }
        return (0..<16).allSatisfy { holds[$0] }
    }

    /// Whether none of these comes before the one in front of it, the first of all not being among them.
    private func ascend(_ texts: Range<Int>) -> Bool {
        bytes.withUnsafeElements { bytes in
            offsets.withUnsafeElements { offsets in
                tdq_are_ascending(bytes.baseAddress, offsets.baseAddress, texts.lowerBound, texts.upperBound) != 0
            }
        }
    }

    /// The texts that begin with a needle, where all ascend: halves (of what is before it, then of what begins so).
    public func run(startingWith needle: [UInt8]) -> Range<Int> {
        let start = partition(0..<count) { self[$0].beginning(against: needle) < 0 }
        return start..<partition(start..<count) { self[$0].beginning(against: needle) == 0 }
    }

    /// The first of some texts for which a test does not hold that holds for those before it and for none behind.
    private func partition(_ texts: Range<Int>, by holds: (Int) -> Bool) -> Int {
        var (low, high) = (texts.lowerBound, texts.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Which texts match a pattern, several threads looking at them: one truth a text, and false behind them; they mean
    /// nothing once `isCancelled`, asked now and then, has said so.
    public func match(_ pattern: WildcardPattern, isCancelled: @escaping @Sendable () -> Bool) -> Buffer<Bool> {
        // Few texts have the longest part.
        let mayMatch = hold(pattern.longestPart, .anywhere)
        return matches(isCancelled) { texts, matches in
            for text in texts { matches[text] = mayMatch[text] ? 1 : 0 }
            bytes.withUnsafeElements { bytes in
                offsets.withUnsafeElements { offsets in
                    tdq_keep_like(
                        bytes.baseAddress, offsets.baseAddress, texts.lowerBound, texts.upperBound, pattern.bytes,
                        pattern.bytes.count, matches)
                }
            }
        }
    }

    /// The same of a regular expression.
    public func match(_ expression: RegularExpression, isCancelled: @escaping @Sendable () -> Bool) -> Buffer<Bool> {
        let together = expression.ofManyTexts
        return matches(isCancelled) { texts, matches in
            guard let together else {
                for text in texts { matches[text] = self[text].withSpan(expression.matches) ? 1 : 0 }
                return
            }
            bytes.withUnsafeElements { bytes in
                offsets.withUnsafeElements { together.match(texts, bytes, $0, to: matches) }
            }
        }
    }

    /// What `fill` writes, as 0 or 1, for each text of a run.
    private func matches(
        _ isCancelled: @escaping @Sendable () -> Bool,
        _ fill: @escaping @Sendable (Range<Int>, UnsafeMutablePointer<UInt8>) -> Void
    ) -> Buffer<Bool> {
        truths(threads: bytes.count < Self.workedBytes ? 1 : Workers.most, count: count) { texts, matches in
            for start in stride(from: texts.lowerBound, to: texts.upperBound, by: TextOrder.pace) where !isCancelled() {
                fill(start..<min(start + TextOrder.pace, texts.upperBound), matches)
            }
        }
    }

    /// So many truths, written as 0 or 1 by several threads, a run each; behind them stands one more, which is false.
    private func truths(
        threads: Int, count: Int, _ fill: @escaping @Sendable (Range<Int>, UnsafeMutablePointer<UInt8>) -> Void
    ) -> Buffer<Bool> {
        Buffer(count: count + 1) { truths in
            truths[count] = false
            let target = Unchecked(UnsafeMutableRawPointer(truths.baseAddress!).assumingMemoryBound(to: UInt8.self))
            Workers.run(threads) { fill(count * $0 / threads..<count * ($0 + 1) / threads, target.value) }
        }
    }
}

extension FoldedTexts {
    /// The texts of a dictionary at a level: its own bytes where folding changes none of them. Nil when `isCancelled`,
    /// which is asked now and then, says so, and where they are more than 4 GiB.
    init?(
        _ dictionary: TextDictionary, _ level: Folding.Level, _ isCancelled: @escaping @Sendable () -> Bool
    ) {
        if dictionary.isFolded(level) {
            self.init(bytes: dictionary.bytes, offsets: dictionary.offsets, textOfCode: nil)
            return
        }
        let (count, threads) = (
            dictionary.count, dictionary.bytes.count < Self.workedBytes ? 1 : Workers.most
        )
        let parts = FoldedParts(count: threads)
        Workers.run(threads) { thread in
            let codes = count * thread / threads..<count * (thread + 1) / threads
            parts.fill(thread, dictionary, codes, level, isCancelled)
        }
        guard let (bytes, offsets) = parts.joined(count) else { return nil }
        self.init(bytes: bytes, offsets: offsets, textOfCode: nil)
    }

    /// Some texts that are folded already, be they different or not.
    public init(_ texts: [[UInt8]]) {
        var ends: [UInt32] = [0]
        for text in texts { ends.append(ends[ends.count - 1] + UInt32(text.count)) }
        self.init(bytes: Buffer(Array(texts.joined())), offsets: Buffer(ends), textOfCode: nil)
    }

    /// Texts that are folded already.
    public init(_ folded: TextDictionary) {
        self.init(bytes: folded.bytes, offsets: folded.offsets, textOfCode: nil)
    }

    init(_ classes: TextClasses) {
        self.init(
            bytes: classes.keys.bytes, offsets: classes.keys.offsets,
            // Classes are numbered as their first texts are: as many of both means that each is its own.
            textOfCode: classes.count == classes.classOfCode.count ? nil : classes.classOfCode)
    }
}

extension FoldedTexts {
    /// The bytes of texts by their numbers; the addresses must not outlive the call.
    @inline(__always)
    func withUnsafeTexts(_ body: ((Int) -> (UnsafePointer<UInt8>, Int)) -> Void) {
        bytes.withUnsafeElements { bytes in
            offsets.withUnsafeElements { offsets in
                let base = bytes.baseAddress!
                body { (base + Int(offsets[$0]), Int(offsets[$0 + 1] - offsets[$0])) }
            }
        }
    }

    /// Some of the texts, by their numbers, no two of which are the same.
    func picking(_ numbers: [Int]) -> TextDictionary {
        let total = numbers.reduce(0) { $0 + self[$1].count }
        let picked = Buffer<UInt8>(count: total) { target in
            var start = 0
            bytes.withUnsafeElements { bytes in
                for number in numbers {
                    let range = Int(offsets[number])..<Int(offsets[number + 1])
                    start = target[start...].update(fromContentsOf: bytes[range])
                }
            }
        }
        let ends = Buffer<UInt32>(count: numbers.count + 1) { target in
            target[0] = 0
            for (place, number) in numbers.enumerated() {
                target[place + 1] = target[place] + UInt32(self[number].count)
            }
        }
        return TextDictionary(bytes: picked, offsets: ends)
    }
}

extension TextSlice {
    /// How its beginning, as long as a needle, stands to that: -1 before it, 0 the same, 1 behind it.
    fileprivate func beginning(against needle: [UInt8]) -> Int {
        buffer.withUnsafeElements { bytes in
            for (place, wanted) in needle.enumerated() {
                guard place < count else { return -1 }
                let own = bytes[range.lowerBound + place]
                if own != wanted { return own < wanted ? -1 : 1 }
            }
            return 0
        }
    }
}

extension TextDictionary {
    /// Whether folding to a level would change no text, as far as a look at the bytes tells.
    fileprivate func isFolded(_ level: Folding.Level) -> Bool {
        let threads = bytes.count < FoldedTexts.searchedBytes ? 1 : Workers.most
        let parts = PlainResults<Bool>(count: threads, initial: false)
        let count = count
        Workers.run(threads) { [self] thread in
            let (start, end) = (count * thread / threads, count * (thread + 1) / threads)
            parts[thread] = bytes.withUnsafeElements { bytes in
                offsets.withUnsafeElements { offsets in
                    tdq_is_folded(
                        bytes.baseAddress, offsets.baseAddress! + start, end - start, level == .exact ? 1 : 0) != 0
                }
            }
        }
        return parts.elements.allSatisfy { $0 }
    }
}

/// What several threads have folded, a run of texts each.
private final class FoldedParts: Sendable {
    private struct Part {
        var bytes: [UInt8] = []
        /// Where each text ends.
        var ends: [Int] = []
    }

    private let parts: Mutex<[Part]>

    init(count: Int) { parts = Mutex(Array(repeating: Part(), count: count)) }

    func fill(
        _ number: Int, _ dictionary: TextDictionary, _ codes: Range<Int>, _ level: Folding.Level,
        _ isCancelled: @Sendable () -> Bool
    ) {
        var part = Part()
        var folder = TextFolder(level)
        part.ends.reserveCapacity(codes.count)
        for code in codes {
            if part.ends.count % TextOrder.pace == 0, isCancelled() { return }
            dictionary[code].withSpan { folder.append($0, to: &part.bytes) }
            part.ends.append(part.bytes.count)
        }
        parts.withLock { $0[number] = part }
    }

    /// Nil where not all are there, or they are too many for their offsets.
    func joined(_ count: Int) -> (Buffer<UInt8>, Buffer<UInt32>)? {
        parts.withLock { parts in
            guard parts.reduce(0, { $0 + $1.ends.count }) == count else { return nil }
            let total = parts.reduce(0) { $0 + $1.bytes.count }
            guard total <= TextDictionaryBuilder.maximumBytes else { return nil }
            let bytes = Buffer<UInt8>(count: total) { target in
                var start = 0
                for part in parts {
                    _ = target[start...].update(fromContentsOf: part.bytes)
                    start += part.bytes.count
                }
            }
            let offsets = Buffer<UInt32>(count: count + 1) { target in
                var (text, start) = (0, 0)
                target[0] = 0
                for part in parts {
                    for end in part.ends {
                        text += 1
                        target[text] = UInt32(start + end)
                    }
                    start += part.bytes.count
                }
            }
            return (bytes, offsets)
        }
    }
}
