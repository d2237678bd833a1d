import VietnameseText

/// Finds out without sort keys whether texts stand in alphabetical order already: plain ones, as most identifiers are,
/// of small letters, digits and punctuation.
///
/// Each byte of such a text but a digit is one weight of the first level of its key, and every run of digits is one
/// number there; the order of two texts is then that of what differs first, whatever further levels say.
enum PlainTextOrder {
    /// The first level's weight by byte, `digit` for digits; 0 for what plain texts do not hold.
    private static let weights: [UInt8] = (0..<256).map { byte in
        guard byte < 0x80 else { return 0 }
        let byte = UInt8(byte)
        if isDigit(byte) { return digitWeight }
        var key: [UInt8] = []
        CollationKey.append([byte].span, to: &key)
        // What has a weight on another level too has a longer key, and a space alone has none.
        return key.count == 1 ? key[0] : 0
    }

    /// What the key of a number begins with.
    private static let digitWeight: UInt8 = {
        var key: [UInt8] = []
        CollationKey.append([UInt8(ascii: "7")].span, to: &key)
        return key[0]
    }()

    /// Whether a text (UTF-8) has nothing but what plain texts hold.
    static func isPlain(_ text: Span<UInt8>) -> Bool {
        text.withUnsafeBufferPointer { text in
            weights.withUnsafeBufferPointer { weights in isPlain(text, weights) }
        }
    }

    @inline(__always)
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>, _ weights: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in text where weights[Int(byte)] == 0 { return false }
        return true
    }

    /// Where a text stands, before a plain one (less than 0) or behind it; nil where that is not sure.
    static func side(of text: Span<UInt8>, to plain: Span<UInt8>) -> Int? {
        text.withUnsafeBufferPointer { text in
            plain.withUnsafeBufferPointer { plain in
                weights.withUnsafeBufferPointer { weights in
                    guard isPlain(text, weights) else { return nil }
                    if precedes(text, plain, weights) { return -1 }
                    return precedes(plain, text, weights) ? 1 : nil
                }
            }
        }
    }

    /// Whether every text comes before the next one; false also where that is not sure, or once `isCancelled`.
    static func ascends(
        _ dictionary: TextDictionary, _ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) -> Bool {
        let results = PlainResults<Bool>(count: threads, initial: false)
        let count = dictionary.count
        Workers.run(threads) { thread in
            let codes = count * thread / threads..<count * (thread + 1) / threads
            results[thread] = ascends(dictionary, codes, isCancelled)
        }
        return results.elements.allSatisfy { $0 }
    }

    /// The same of the texts of some codes, each with the one before it.
    private static func ascends(
        _ dictionary: TextDictionary, _ codes: Range<Int>, _ isCancelled: () -> Bool
    ) -> Bool {
        dictionary.bytes.withUnsafeElements { bytes in
            dictionary.offsets.withUnsafeElements { offsets in
                weights.withUnsafeBufferPointer { weights in
                    let text = { (code: Int) in
                        UnsafeBufferPointer(rebasing: bytes[Int(offsets[code])..<Int(offsets[code + 1])])
                    }
                    for code in codes {
                        if (code - codes.lowerBound) % TextOrder.pace == 0, isCancelled() { return false }
                        let this = text(code)
                        if !isPlain(this, weights) { return false }
                        if code > 0, !precedes(text(code - 1), this, weights) { return false }
                    }
                    return true
                }
            }
        }
    }

    /// Whether a plain text surely comes before another. What `a` holds that is not plain lets it pass as 0: the text
    /// is looked at by itself.
    @inline(__always)
    private static func precedes(
        _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, _ weights: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let shorter = min(a.count, b.count)
        var place = 0
        while place < shorter, a[place] == b[place] { place += 1 }
        if place == b.count { return false }
        let isInNumber = place > 0 && isDigit(b[place - 1])
        let (x, y) = (place < a.count ? a[place] : 0, b[place])
        if isDigit(x), isDigit(y) { return numberPrecedes(a, b, place) }
        if isInNumber, isDigit(x) || isDigit(y) {
            // One number goes on where the other ends: it is the greater, unless both are nothing but zeros.
            return isDigit(y) && (y != UInt8(ascii: "0") || hasValue(b, before: place))
        }
        return place == a.count || weights[Int(x)] < weights[Int(y)]
    }

    /// Whether a number that differs first at a digit is the smaller one: by its digits where there are as many, else
    /// by how many there are, zeros in front aside.
    private static func numberPrecedes(
        _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, _ place: Int
    ) -> Bool {
        let (left, right) = (digits(a, from: place), digits(b, from: place))
        if left == right { return a[place] < b[place] }
        let zero = UInt8(ascii: "0")
        return left < right && (hasValue(b, before: place) || a[place] != zero && b[place] != zero)
    }

    private static func digits(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, isDigit(text[end]) { end += 1 }
        return end - start
    }

    /// Whether the digits directly before a place are more than zeros.
    private static func hasValue(_ text: UnsafeBufferPointer<UInt8>, before place: Int) -> Bool {
        var index = place - 1
        while index >= 0, isDigit(text[index]) {
            if text[index] != UInt8(ascii: "0") { return true }
            index -= 1
        }
        return false
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
