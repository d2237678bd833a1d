/// Where and why a JSON text is none; run only after the parser has refused it, which does not say where.
struct JSONSyntax {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    private struct Fault: Error {
        var offset: Int
        var message: String
    }

    private init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// What to tell about a text that could not be parsed; `line` where the text is one line of a file.
    static func error(
        _ failure: JSONParser.Failure, _ text: UnsafeBufferPointer<UInt8>, file: String, line: Int?
    ) -> LoadError {
        var problem = LoadProblem(file: file, line: line, message: "")
        switch failure {
        case .tooDeep: problem.message = "JSON nested deeper than \(JSONParser.maximumDepth) levels"
        case .tooLarge:
            problem.message = "a JSON document of 4 GiB or more"
            problem.hint = "write one object a line in a .jsonl file"
        case .noMemory: problem.message = "not enough memory for this JSON document"
        case .notUTF8: problem.message = "not UTF-8"
        case .syntax:
            let fault = firstFault(text)
            let before = text.prefix(fault.offset)
            let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            problem.line = (line ?? 1) + before.count { $0 == 0x0A }
            problem.column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
            problem.message = "not JSON: \(fault.message)"
        }
        return LoadError(problem)
    }

    private static func firstFault(_ text: UnsafeBufferPointer<UInt8>) -> Fault {
        var syntax = JSONSyntax(text)
        do {
            try syntax.readValue(depth: 0)
            guard syntax.peek() != nil else { return Fault(offset: 0, message: "the parser cannot read this text") }
            return Fault(offset: syntax.index, message: "something stands behind the end of the value")
        } catch {
            return error
        }
    }

    private mutating func skipSpace() {
        while index < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
    }

    /// The byte at the cursor behind any space; nil at the end.
    private mutating func peek() -> UInt8? {
        skipSpace()
        return index < text.count ? text[index] : nil
    }

    private mutating func fault(expected: String) -> Fault {
        guard let byte = peek() else {
            return Fault(offset: index, message: "the text ends where \(expected) is expected")
        }
        var end = index + 1
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        let found =
            byte < 0x20 ? "a control character" : Excerpt.quoted(UnsafeBufferPointer(rebasing: text[index..<end]))
        return Fault(offset: index, message: "expected \(expected), found \(found)")
    }

    private mutating func readValue(depth: Int) throws(Fault) {
        // The parser has found the depth right, or would have said so.
        guard depth <= JSONParser.maximumDepth else { throw Fault(offset: index, message: "nested too deep") }
        switch peek() {
        case UInt8(ascii: "{"): try readMembers(depth: depth)
        case UInt8(ascii: "["): try readElements(depth: depth)
        case UInt8(ascii: "\""): try readString()
        case UInt8(ascii: "t"): try readWord("true")
        case UInt8(ascii: "f"): try readWord("false")
        case UInt8(ascii: "n"): try readWord("null")
        case let byte? where byte == UInt8(ascii: "-") || byte &- 48 < 10: try readNumber()
        default: throw fault(expected: "a value")
        }
    }

    private mutating func readMembers(depth: Int) throws(Fault) {
        index += 1
        if peek() == UInt8(ascii: "}") {
            index += 1
            return
        }
        while true {
            guard peek() == UInt8(ascii: "\"") else { throw fault(expected: "a key in quotes") }
            try readString()
            guard peek() == UInt8(ascii: ":") else { throw fault(expected: "“:”") }
            index += 1
            try readValue(depth: depth + 1)
            if peek() == UInt8(ascii: "}") { break }
            guard peek() == UInt8(ascii: ",") else { throw fault(expected: "“,” or “}”") }
            index += 1
        }
        index += 1
    }

    private mutating func readElements(depth: Int) throws(Fault) {
        index += 1
        if peek() == UInt8(ascii: "]") {
            index += 1
            return
        }
        while true {
            try readValue(depth: depth + 1)
            if peek() == UInt8(ascii: "]") { break }
            guard peek() == UInt8(ascii: ",") else { throw fault(expected: "“,” or “]”") }
            index += 1
        }
        index += 1
    }

    private mutating func readWord(_ word: StaticString) throws(Fault) {
        let start = index
        for position in 0..<word.utf8CodeUnitCount {
            guard index < text.count, text[index] == word.utf8Start[position] else {
                index = start
                throw fault(expected: "a value")
            }
            index += 1
        }
    }

    private mutating func readNumber() throws(Fault) {
        let start = index
        if text[index] == UInt8(ascii: "-") { index += 1 }
        let integer = readDigits()
        var isWhole = integer.count > 0 && (integer.count == 1 || text[integer.lowerBound] != 48)
        if isWhole, index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            isWhole = readDigits().count > 0
        }
        if isWhole, index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            isWhole = readDigits().count > 0
        }
        if !isWhole { throw Fault(offset: start, message: "a number that JSON cannot write so") }
        let number = UnsafeBufferPointer(rebasing: text[start..<index])
        if !JSONSyntax.isInRange(number) {
            throw Fault(
                offset: start, message: "the number \(Excerpt.quoted(number)) is out of range; as a string it is text")
        }
    }

    /// What the parser takes: whole numbers of 64 bits, signed or not, and others that are no more than a double's.
    private static func isInRange(_ number: UnsafeBufferPointer<UInt8>) -> Bool {
        if number.allSatisfy({ $0 == UInt8(ascii: "-") || $0 &- 48 < 10 }) {
            let digits = String(decoding: number, as: UTF8.self)
            return Int64(digits) != nil || UInt64(digits) != nil
        }
        return NumberReading.double(number, .point) != nil
    }

    private mutating func readDigits() -> Range<Int> {
        let start = index
        while index < text.count, text[index] &- 48 < 10 { index += 1 }
        return start..<index
    }

    private mutating func readString() throws(Fault) {
        let opening = index
        index += 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            if text[index] < 0x20 {
                throw Fault(offset: index, message: "a control character inside a string must be escaped")
            }
            if text[index] == UInt8(ascii: "\\") { try readEscape() }
            index += 1
        }
        guard index < text.count else { throw Fault(offset: opening, message: "the string that opens here never ends") }
        index += 1
    }

    /// Stops at the escape's last byte.
    private mutating func readEscape() throws(Fault) {
        let start = index
        index += 1
        guard index < text.count else { return }
        if text[index] == UInt8(ascii: "u") {
            let first = try readCodeUnit(start)
            guard UTF16.isSurrogate(first) else { return }
            // The other half stands in an escape of its own.
            if UTF16.isLeadSurrogate(first), index + 2 < text.count, text[index + 1] == UInt8(ascii: "\\"),
                text[index + 2] == UInt8(ascii: "u")
            {
                index += 2
                if UTF16.isTrailSurrogate(try readCodeUnit(start)) { return }
            }
            throw Fault(offset: start, message: "half a character: \\ud800 to \\udfff stand in pairs")
        } else if !"\"\\/bfnrt".utf8.contains(text[index]) {
            throw Fault(offset: start, message: "an escape that JSON does not know")
        }
    }

    /// Four digits behind the “u” at the cursor, which ends on the last of them; `start` is where the escape does.
    private mutating func readCodeUnit(_ start: Int) throws(Fault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            index += 1
            guard index < text.count, let digit = Character(Unicode.Scalar(text[index])).hexDigitValue else {
                throw Fault(offset: start, message: "\\u needs four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
