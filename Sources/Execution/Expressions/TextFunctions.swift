import Columns
import Planning
import Values
import VietnameseText

/// Functions of text, by its UTF-8 bytes: nothing is allocated for a row, and what equals the row before is not looked
/// up again.
enum TextFunctions {
    static func column(
        _ function: ScalarFunction, _ vectors: [Vector], _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        switch function {
        case .length: return try lengths(vectors[0], count, cancellation)
        case .left, .right: return try sides(vectors, count, isLeft: function == .left, cancellation)
        case .trim:
            return try made(vectors, count, cancellation) { $1.append($0.extracting(TextTrimming.range(of: $0))) }
        case .given:
            return try made(vectors, count, cancellation) { text, output in
                output.append(text.extracting(PersonName.givenRange(of: text)))
            }
        case .lower, .upper:
            let textCase = function == .lower ? TextCase.lower : TextCase.upper
            return try made(vectors, count, cancellation) { text, output in
                output.append { textCase.append(text, to: &$0) }
            }
        case .fold, .identity:
            let level = function == .fold ? Folding.Level.k2 : .k1
            return try made(vectors, count, cancellation) { text, output in
                output.append { Folding.append(level, of: text, to: &$0) }
            }
        case .concatenate: return try joined(vectors, count, cancellation)
        case .replace: return try replaced(vectors, count, cancellation)
        default: preconditionFailure("not a function of texts")
        }
    }

    /// Calls `body` with each position, and its text where every vector has a value.
    static func forEachText(
        _ vectors: [Vector], _ count: Int, _ cancellation: Cancellation,
        _ body: (_ position: Int, _ isPresent: Bool, _ text: Span<UInt8>) -> Void
    ) throws(ExecutionError) {
        let first = vectors[0]
        guard case .codes(let codes, let dictionary) = first.column.payload else {
            preconditionFailure("text was expected")
        }
        let others = vectors.dropFirst().filter { $0.presence(count) != nil }
        let isWhole = others.isEmpty && first.column.presence == nil
        var start = 0
        while start < count {
            try cancellation.check()
            let end = min(count, start + Cancellation.fewTexts)
            dictionary.bytes.withUnsafeElements { bytes in
                dictionary.offsets.withUnsafeElements { offsets in
                    codes.withReader { read in
                        if isWhole, case .range(let firstRow) = first.selection {
                            for position in start..<end {
                                let code = Int(read(firstRow + position))
                                let range = Int(offsets[code])..<Int(offsets[code + 1])
                                body(position, true, UnsafeBufferPointer(rebasing: bytes[range]).span)
                            }
                            return
                        }
                        for position in start..<end {
                            guard let row = first.presentRow(position),
                                others.isEmpty || others.allSatisfy({ $0.presentRow(position) != nil })
                            else {
                                body(position, false, UnsafeBufferPointer(rebasing: bytes[0..<0]).span)
                                continue
                            }
                            let code = Int(read(row))
                            let range = Int(offsets[code])..<Int(offsets[code + 1])
                            body(position, true, UnsafeBufferPointer(rebasing: bytes[range]).span)
                        }
                    }
                }
            }
            start = end
        }
    }

    /// A text made of each.
    private static func made(
        _ vectors: [Vector], _ count: Int, _ cancellation: Cancellation,
        _ make: (_ text: Span<UInt8>, _ output: inout TextOutput) -> Void
    ) throws(ExecutionError) -> Column {
        var output = TextOutput(count)
        try forEachText(vectors, count, cancellation) { _, isPresent, text in
            if isPresent { make(text, &output) } else { output.appendMissing() }
        }
        return try output.finish()
    }

    private static func lengths(
        _ vector: Vector, _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        if case .codes(let codes, let dictionary) = vector.column.payload, dictionary.isPlain {
            return Column(lengths: plainLengths(vector, codes, dictionary, count), presence: vector.presence(count))
        }
        var builder = IntegerColumnBuilder(.integer)
        try forEachText([vector], count, cancellation) { _, isPresent, text in
            if isPresent { builder.append(Int64(Characters.count(text))) } else { builder.appendMissing() }
        }
        return builder.finish()
    }

    /// Of texts whose bytes are characters.
    private static func plainLengths(
        _ vector: Vector, _ codes: PackedIntegers, _ dictionary: TextDictionary, _ count: Int
    ) -> Buffer<UInt32> {
        Buffer(count: count) { lengths in
            lengths.update(repeating: 0)
            dictionary.offsets.withUnsafeElements { offsets in
                codes.withReader { read in
                    vector.forEachPresent(count: count) { position, row in
                        let code = Int(read(row))
                        lengths[position] = offsets[code + 1] &- offsets[code]
                    }
                }
            }
        }
    }

    private static func sides(
        _ vectors: [Vector], _ count: Int, isLeft: Bool, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        guard let limits = vectors[1].column.packed else { preconditionFailure("a number was expected") }
        var output = TextOutput(count)
        if vectors[1].isConstant {
            let limit = Int(clamping: max(0, limits[0]))
            let isPlain = vectors[0].column.dictionary?.isPlain ?? false
            try forEachText(vectors, count, cancellation) { _, isPresent, text in
                guard isPresent else { return output.appendMissing() }
                if isPlain {
                    let taken = min(limit, text.count)
                    return output.append(text.extracting(isLeft ? 0..<taken : text.count - taken..<text.count))
                }
                let range = isLeft ? Characters.prefix(limit, of: text) : Characters.suffix(limit, of: text)
                output.append(text.extracting(range))
            }
            return try output.finish()
        }
        try forEachText(vectors, count, cancellation) { position, isPresent, text in
            guard isPresent, let row = vectors[1].presentRow(position) else { return output.appendMissing() }
            let limit = Int(clamping: max(0, limits[row]))
            let range = isLeft ? Characters.prefix(limit, of: text) : Characters.suffix(limit, of: text)
            output.append(text.extracting(range))
        }
        return try output.finish()
    }

    private static func joined(
        _ vectors: [Vector], _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        var output = TextOutput(count)
        try forEachText(vectors, count, cancellation) { position, isPresent, text in
            guard isPresent, let row = vectors[1].presentRow(position) else { return output.appendMissing() }
            output.append { bytes in
                bytes.append(text)
                vectors[1].slice(row).append(to: &bytes)
            }
        }
        return try output.finish()
    }

    /// What is replaced and what replaces it are composed only where they are others than in the row before.
    private static func replaced(
        _ vectors: [Vector], _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        var output = TextOutput(count)
        var old: (row: Int, bytes: [UInt8]) = (-1, [])
        var source: [UInt8] = []
        try forEachText(vectors, count, cancellation) { position, isPresent, text in
            guard isPresent, let oldRow = vectors[1].presentRow(position), let newRow = vectors[2].presentRow(position)
            else { return output.appendMissing() }
            if oldRow != old.row { old = (oldRow, composed(vectors[1].slice(oldRow))) }
            source.removeAll(keepingCapacity: true)
            Folding.append(.exact, of: text, to: &source)
            output.append { bytes in
                guard !old.bytes.isEmpty else { return bytes.append(contentsOf: source) }
                var isFirst = true
                forEachPart(source, old.bytes) { part in
                    if !isFirst { vectors[2].slice(newRow).append(to: &bytes) }
                    isFirst = false
                    bytes.append(contentsOf: source[part])
                }
            }
        }
        return try output.finish()
    }

    // MARK: Parts

    /// `split`: the parts between separators; the whole text where the separator is empty.
    static func parts(_ vectors: [Vector], _ rows: [Int]) -> [[UInt8]] {
        let (text, separator) = (composed(vectors[0].slice(rows[0])), composed(vectors[1].slice(rows[1])))
        guard !separator.isEmpty else { return [text] }
        var parts: [[UInt8]] = []
        forEachPart(text, separator) { parts.append(Array(text[$0])) }
        return parts
    }

    /// Bytes in which what is searched and what is searched for look alike where they are the same.
    private static func composed(_ text: TextSlice) -> [UInt8] {
        var bytes: [UInt8] = []
        text.withSpan { Folding.append(.exact, of: $0, to: &bytes) }
        return bytes
    }

    /// Calls `body` with what stands between separators, which are not empty.
    private static func forEachPart(_ text: [UInt8], _ separator: [UInt8], _ body: (Range<Int>) -> Void) {
        var (start, index) = (0, 0)
        while index + separator.count <= text.count {
            if text[index] == separator[0], text[index..<index + separator.count].elementsEqual(separator) {
                body(start..<index)
                index += separator.count
                start = index
            } else {
                index += 1
            }
        }
        body(start..<text.count)
    }
}

extension Vector {
    /// The text of a row of the column.
    fileprivate func slice(_ row: Int) -> TextSlice {
        guard case .codes(let codes, let dictionary) = column.payload else { preconditionFailure("text was expected") }
        return dictionary[Int(codes[row])]
    }
}

/// Whitespace at the ends of text.
private enum TextTrimming {
    /// What is left between them.
    static func range(of text: Span<UInt8>) -> Range<Int> {
        if startsBlack(text), endsBlack(text) { return 0..<text.count }
        let string = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        var rest = string[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        let start = string.utf8.distance(from: string.startIndex, to: rest.startIndex)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return (start..<start + rest.utf8.count).clamped(to: 0..<text.count)
    }

    /// Whether the first character is surely none, as far as the first byte tells.
    private static func startsBlack(_ text: Span<UInt8>) -> Bool {
        text.count > 0 && (text[0] > 0x20 && text[0] < 0x7F || 0xC3...0xCB ~= text[0])
    }

    /// The same of the last: a graphic ASCII character is one by itself.
    private static func endsBlack(_ text: Span<UInt8>) -> Bool {
        text.count > 0 && text[text.count - 1] > 0x20 && text[text.count - 1] < 0x7F
    }
}
