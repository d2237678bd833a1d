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

    static let all: [ReferenceConfiguration] =
        [
            .init("as it comes"),
            .init("indexes eager") { $0.planner.indexes = .eager },
            .init("indexes off") { $0.planner.indexes = .off },
            .init("all rules off") { $0.planner.disabledRules = Set(Optimizer.ruleNames) },
        ]
        + Optimizer.ruleNames.map { rule in
            .init("\(rule) off") {
                $0.planner.indexes = .eager
                $0.planner.disabledRules = [rule]
            }
        }
}
