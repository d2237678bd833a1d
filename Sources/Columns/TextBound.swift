import VietnameseText

/// A text with which others are compared in alphabetical order (`TextOrder.alphabetical`).
public struct TextBound: Sendable {
    private let text: [UInt8]
    private let key: [UInt8]
    private let isPlain: Bool

    public init(_ text: String) {
        let bytes = Array(text.utf8)
        var key: [UInt8] = []
        CollationKey.append(bytes.span, to: &key)
        self.text = bytes
        self.key = key
        isPlain = PlainTextOrder.isPlain(bytes.span)
    }

    /// Where a text (UTF-8) stands: before (less than 0), at the same place (0), or behind. `room` is for its key, so that
    /// one array serves many.
    public func side(of other: Span<UInt8>, room: inout [UInt8]) -> Int {
        if isPlain, let side = PlainTextOrder.side(of: other, to: text.span) { return side }
        room.removeAll(keepingCapacity: true)
        CollationKey.append(other, to: &room)
        if room.lexicographicallyPrecedes(key) { return -1 }
        return room == key ? 0 : 1
    }
}

extension TextDictionary {
    /// The codes of the texts at a bound's place, between those before it and those behind it, where codes stand in
    /// alphabetical order; nil where they do not, or that is not worth knowing.
    ///
    /// `isCancelled` is asked now and then, and stops the search with nil.
    public func codes(at bound: TextBound, isCancelled: @escaping @Sendable () -> Bool) -> Range<Int>? {
        guard isAlphabetical(isCancelled) else { return nil }
        var room: [UInt8] = []
        let first = { (isBehind: (Int) -> Bool) in
            var (low, high) = (0, self.count)
            while low < high {
                let middle = (low + high) / 2
                if isBehind(self.side(of: middle, bound, &room)) { high = middle } else { low = middle + 1 }
            }
            return low
        }
        return first { $0 >= 0 }..<first { $0 > 0 }
    }

    /// For each text whether its side of a bound (see `TextBound.side`) is wanted, and false behind them; what is left once
    /// `isCancelled` says so is not looked at.
    public func match(
        _ bound: TextBound, where isWanted: @escaping @Sendable (_ side: Int) -> Bool,
        isCancelled: @escaping @Sendable () -> Bool
    ) -> Buffer<Bool> {
        let texts = soundTexts
        if texts === self, let ranks = ranksIfMade(.alphabetical) { return match(bound, ranks, where: isWanted) }
        return Buffer(count: count + 1) { matches in
            matches.update(repeating: false)
            let target = Unchecked(matches)
            Workers.shareRuns(of: Self.comparedTexts, below: count, threads: Workers.most, unless: isCancelled) {
                codes in
                var room: [UInt8] = []
                for code in codes { target.value[code] = isWanted(texts.side(of: code, bound, &room)) }
            }
        }
    }

    /// The same where the places of all texts in the order are known.
    private func match(
        _ bound: TextBound, _ ranks: Buffer<UInt32>, where isWanted: (_ side: Int) -> Bool
    ) -> Buffer<Bool> {
        let place = place(of: bound, among: ranks)
        let (before, at, behind) = (isWanted(-1), isWanted(0), isWanted(1))
        return Buffer(count: count + 1) { matches in
            matches[count] = false
            for code in 0..<count {
                let rank = ranks[code]
                matches[code] = rank < place.lowerBound ? before : rank < place.upperBound ? at : behind
            }
        }
    }

    /// Texts between two questions whether to stop, where each may need a sort key.
    private static let comparedTexts = 1 << 12
    /// Ranks looked at first, from all over a dictionary, so that few texts are left between the nearest two.
    private static let sampledRanks = 1 << 10

    /// The ranks of the texts at a bound's place. Only texts between the nearest found so far are compared.
    private func place(of bound: TextBound, among ranks: Buffer<UInt32>) -> Range<UInt32> {
        var room: [UInt8] = []
        // The ranks from `low` up to `high` may be at the bound or not; those in `place` are.
        var (low, high) = (UInt32(0), UInt32.max)
        var place: Range<UInt32>?
        func look(_ code: Int) {
            let rank = ranks[code]
            guard rank >= low, rank < high, place?.contains(rank) != true else { return }
            let side = side(of: code, bound, &room)
            if side < 0 { low = rank + 1 } else if side > 0 { high = rank } else { place = rank..<rank + 1 }
        }
        for code in stride(from: 0, to: count, by: max(1, count / Self.sampledRanks)) { look(code) }
        for code in 0..<count { look(code) }
        return place ?? high..<high
    }

    private func side(of code: Int, _ bound: TextBound, _ room: inout [UInt8]) -> Int {
        bytes.withSpan(Int(offsets[code])..<Int(offsets[code + 1])) { bound.side(of: $0, room: &room) }
    }
}
