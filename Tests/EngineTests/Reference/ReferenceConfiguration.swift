import Engine
import Planning

/// One of the ways in which every query must give the same.
struct ReferenceConfiguration: Sendable {
    var name: String
    var options: SessionOptions

    init(_ name: String, _ change: (inout SessionOptions) -> Void = { _ in }) {
        self.name = name
        options = SessionOptions()
        change(&options)
    }

    /// Tried with every query.
    private static let always: [ReferenceConfiguration] = [
        .init("as it comes"),
        .init("two threads, indexes always") {
            ($0.execution.threads, $0.execution.morselRows) = (2, 1)
            $0.planner.indexes = .always
        },
        .init("three threads, indexes eager") {
            ($0.execution.threads, $0.execution.morselRows) = (3, 5)
            $0.planner.indexes = .eager
        },
        .init("one thread, indexes off") {
            $0.execution.threads = 1
            $0.planner.indexes = .off
        },
        .init("all rules off") { $0.planner.disabledRules = Set(Optimizer.ruleNames) },
    ]

    /// What the query of a turn is tried with: one rule after the other is off.
    static func tried(inTurn turn: Int) -> [ReferenceConfiguration] {
        let rule = Optimizer.ruleNames[turn % Optimizer.ruleNames.count]
        let withoutOne = ReferenceConfiguration("\(rule) off") {
            $0.planner.indexes = .eager
            $0.planner.disabledRules = [rule]
        }
        return always + [withoutOne]
    }
}
