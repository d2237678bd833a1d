/// SplitMix64, so that every run of a property test sees the same cases.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The forms of one random Vietnamese text.
struct RandomText {
    var composed = ""
    var decomposed = ""
    /// Decomposed, with marks that canonical ordering sorts (horn, dot below) anywhere among the others.
    var shuffled = ""

    private static let bases: [(composed: String, marks: [UInt32])] = [
        ("a", []), ("ă", [0x306]), ("â", [0x302]), ("e", []), ("ê", [0x302]), ("i", []), ("o", []), ("ô", [0x302]),
        ("ơ", [0x31B]), ("u", []), ("ư", [0x31B]), ("y", []),
    ]
    private static let plain = ["a", "a", "a", "e", "e", "i", "o", "o", "o", "u", "u", "y"]
    private static let tones: [UInt32?] = [nil, nil, nil, 0x300, 0x309, 0x303, 0x301, 0x323]
    private static let others = ["b", "đ", "ng", "t", "h", "q", " ", "  ", "-", "–", "2", "0", ".", "\u{A0}"]

    init(using generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 0...14, using: &generator) {
            if Bool.random(using: &generator) {
                append(Self.others.randomElement(using: &generator)!, generator: &generator)
            } else {
                appendVowel(&generator)
            }
        }
    }

    private mutating func append(_ text: String, generator: inout SeededGenerator) {
        let text = Bool.random(using: &generator) ? text : text.uppercased()
        composed += text
        decomposed += text
        shuffled += text
    }

    private mutating func appendVowel(_ generator: inout SeededGenerator) {
        let index = Int.random(in: 0..<Self.bases.count, using: &generator)
        let tone = Self.tones.randomElement(using: &generator)!
        let upper = Bool.random(using: &generator)
        let marks = Self.bases[index].marks + (tone.map { [$0] } ?? [])
        let base = upper ? Self.plain[index].uppercased() : Self.plain[index]
        let letter = upper ? Self.bases[index].composed.uppercased() : Self.bases[index].composed
        composed += tone.map { Self.precomposed(letter, tone: $0) } ?? letter
        // Canonical order: horn, dot below, then the marks above as typed.
        decomposed += base + Self.string(marks.sorted { Self.place($0) < Self.place($1) })
        let commutes = marks.contains { Self.place($0) < 2 }
        shuffled += base + Self.string(commutes && Bool.random(using: &generator) ? marks.reversed() : marks)
    }

    private static func place(_ mark: UInt32) -> Int {
        switch mark {
        case 0x31B: 0
        case 0x323: 1
        case 0x302, 0x306: 2
        default: 3
        }
    }

    private static func string(_ marks: [UInt32]) -> String {
        String(String.UnicodeScalarView(marks.map { Unicode.Scalar($0)! }))
    }

    /// Looked up by canonical equality of Swift's own strings among all scalars Vietnamese uses.
    private static func precomposed(_ letter: String, tone: UInt32) -> String {
        let text = letter + string([tone])
        return vietnamese[text]!
    }

    private static let vietnamese: [String: String] = {
        var table: [String: String] = [:]
        for value in Array(0xC0...0x1B0) + Array(0x1EA0...0x1EF9) as [UInt32] {
            let text = String(Unicode.Scalar(value)!)
            table[text] = text
        }
        return table
    }()
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
