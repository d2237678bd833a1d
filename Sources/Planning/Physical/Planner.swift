import Storage
import Values

/// From a bound query to a physical plan: the rules, then the choices that depend on cost.
public struct Planner {
    public let catalog: Catalog
    public let options: PlannerOptions
    private let context: PlanContext

    public init(catalog: Catalog, options: PlannerOptions = PlannerOptions()) {
        self.catalog = catalog
        self.options = options
        context = PlanContext(catalog: catalog, options: options)
    }

    /// `parts`: what statements of the script share.
    public func plan(_ query: BoundQuery, sharing parts: ScriptParts = ScriptParts()) -> PlannedQuery {
        var (physical, fired) = unshared(query)
        if context.allows(ShareCommonParts.name), let shared = ShareCommonParts.apply(physical, parts) {
            physical = shared
            fired.append(ShareCommonParts.name)
        }
        var seen: Set<String> = []
        return PlannedQuery(
            plan: physical, schema: query.schema, firedRules: fired.filter { seen.insert($0).inserted })
    }

    /// The parts that several of these queries compute alike; each query with the number of its statement, ascending.
    public func parts(of queries: [(statement: Int, query: BoundQuery)]) -> ScriptParts {
        guard context.allows(ShareCommonParts.name) else { return ScriptParts() }
        return ScriptParts(queries.map { ($0.statement, unshared($0.query).plan) })
    }

    private func unshared(_ query: BoundQuery) -> (plan: PhysicalPlan, fired: [String]) {
        let (logical, fired) = Optimizer(context: context).optimize(query.plan)
        var builder = PhysicalBuilder(context: context, estimator: Estimator(logical, catalog))
        let plan = builder.build(logical)
        return (plan, fired + builder.fired)
    }
}

public struct PlannedQuery: Sendable {
    public var plan: PhysicalPlan
    /// The output columns, in the order in which the plan gives them.
    public var schema: Schema
    /// The rules that changed something, in order.
    public var firedRules: [String]
}
