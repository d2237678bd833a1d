/// The parts of plans that several statements of a script compute alike, numbered from 1: the first of these statements
/// makes their rows, which are kept for the others.
public struct ScriptParts: Sendable {
    private var numbers: [PhysicalPlan: Int] = [:]
    /// By number.
    private var lastStatements: [Int: Int] = [:]
    private var made: Set<Int> = []

    /// None.
    public init() {}

    /// What occurs in several of these plans; each with the number of its statement, ascending.
    init(_ plans: [(statement: Int, plan: PhysicalPlan)]) {
        var counts = PartCounts()
        var firstStatements: [PhysicalPlan: Int] = [:]
        for (statement, plan) in plans where plan.size <= ShareCommonParts.maximumSize {
            counts.add(plan) { canonical, isKnown in
                guard isKnown else {
                    firstStatements[canonical] = statement
                    return
                }
                guard firstStatements[canonical] != statement else { return }
                let number = numbers[canonical] ?? numbers.count + 1
                numbers[canonical] = number
                lastStatements[number] = statement
            }
        }
    }

    var isEmpty: Bool { numbers.isEmpty }
    var count: Int { numbers.count }

    func number(of canonical: PhysicalPlan) -> Int? { numbers[canonical] }

    func isMade(_ number: Int) -> Bool { made.contains(number) }

    /// Parts whose rows are there, so that plans need not make them again.
    public mutating func mark(made numbers: Set<Int>) { made = numbers }

    /// The parts that no statement behind this one needs.
    public func unneeded(behind statement: Int) -> Set<Int> {
        Set(lastStatements.filter { $0.value <= statement }.keys)
    }
}
