import Storage

/// One rewrite of a logical plan. It may change how columns are computed, never which columns come out of the root.
///
/// Each rule stands in a file of its own, whose header shows a plan before and after and says when the rewrite is
/// not legal. A rule must be idempotent: the driver runs each in its place, some twice.
protocol Rule: Sendable {
    /// Its name in `explain`, in tests, and in the setting that switches it off.
    static var name: String { get }
    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan
}

/// What rules may know besides the plan.
struct PlanContext {
    let catalog: Catalog
    let options: PlannerOptions

    /// Whether a rule is switched on.
    func allows(_ rule: String) -> Bool { !options.disabledRules.contains(rule) }
}

public struct PlannerOptions: Sendable, Hashable {
    public enum IndexPolicy: String, Sendable, CaseIterable {
        /// Built when scans that they would have answered have cost as much as building them.
        case lazy
        /// Built the first time they could help.
        case eager
        /// The same, and read wherever one answers, even where reading all rows would be cheaper.
        case always
        case off

        /// Whether the first query that an index could help builds it.
        var buildsAtOnce: Bool { self == .eager || self == .always }
    }

    public var indexes: IndexPolicy = .lazy
    /// Names of rules that do not run.
    public var disabledRules: Set<String> = []

    public init() {}
}
