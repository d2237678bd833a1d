import Values

/// How far a collection's numbers lie from zero and from each other, and which texts come first: what decides how
/// columns are stored, and so which way a query goes.
struct ReferenceVariety {
    /// Keys of rows, this far apart.
    let keyStride: Int
    /// The least of a column of whole numbers, how far its values are apart, and how many there are.
    let (base, stride, integerCount): (Int, Int, Int)
    /// The least significand of a column of decimals, and how many there are.
    let (decimalBase, decimalCount): (Int, Int)
    /// Up to this texts have a number behind them; 0 where they have none.
    let greatestNumber: Int
    /// Texts in alphabetical order with which columns begin; empty where they begin with any.
    let firstTexts: [String]

    init(rowCount: Int, random: inout SeededRandom) {
        keyStride = random.pick([1, 1, 1, 3, 1_000_003])
        base = random.pick([0, -3, 200, 40_000, -40_000, 1 << 31, (1 << 32) - 8, 1 << 40, -(1 << 40)])
        stride = random.pick([1, 1, 1000, 1 << 20, 1 << 28])
        integerCount = random.pick([16, 16, 16, 1000, max(16, rowCount)])
        decimalBase = random.pick([-100, 0, 70_000, -(1 << 31), 1 << 33])
        decimalCount = random.pick([400, 400, 1 << 20])
        greatestNumber = random.chance(25) ? rowCount : 0
        var texts: [String] = []
        if random.chance(40) {
            for _ in 0...random.below(6) { texts.append(random.pick(ReferenceData.texts)) }
        }
        firstTexts = texts.map { ($0, ReferenceEvaluator.alphabetical($0)) }.sorted {
            $0.1.lexicographicallyPrecedes($1.1)
        }.map(\.0)
    }

    func text(_ number: Int, _ random: inout SeededRandom) -> String {
        guard !firstTexts.isEmpty else {
            let text = random.pick(ReferenceData.texts)
            return greatestNumber == 0 ? text : "\(text) \(random.below(greatestNumber))"
        }
        return number < firstTexts.count ? firstTexts[number] : random.pick(firstTexts)
    }

    func integer(_ random: inout SeededRandom) -> Int { base + stride * random.below(integerCount) }

    func decimal(_ random: inout SeededRandom, scale: Int) -> ExactDecimal {
        ExactDecimal(significand: Int128(decimalBase + random.below(decimalCount)), scale: scale)
    }
}
