import Storage
import Values

/// From a bound query to a physical plan: the rules, then the choices that depend on cost.
public struct Planner {
    public let catalog: Catalog
    public let options: PlannerOptions

    public init(catalog: Catalog, options: PlannerOptions = PlannerOptions()) {
        self.catalog = catalog
        self.options = options
    }

    public func plan(_ query: BoundQuery) -> PlannedQuery {
        let context = PlanContext(catalog: catalog, options: options)
        let (logical, fired) = Optimizer(context: context).optimize(query.plan)
        var builder = PhysicalBuilder(context: context, estimator: Estimator(logical, catalog))
        var physical = builder.build(logical)
        if context.allows(ShareCommonParts.name), let shared = ShareCommonParts.apply(physical) {
            physical = shared
            builder.fired.append(ShareCommonParts.name)
        }
        var seen: Set<String> = []
        return PlannedQuery(
            plan: physical, schema: query.schema,
            firedRules: (fired + builder.fired).filter { seen.insert($0).inserted })
    }
}

public struct PlannedQuery: Sendable {
    public var plan: PhysicalPlan
    /// The output columns, in the order in which the plan gives them.
    public var schema: Schema
    /// The rules that changed something, in order.
    public var firedRules: [String]
}
