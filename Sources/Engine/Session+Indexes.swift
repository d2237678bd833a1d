import Planning
import Storage

public typealias IndexSummary = Storage.IndexSummary
public typealias IndexPolicy = Planning.PlannerOptions.IndexPolicy

extension Session {
    /// The indexes there are, are being built, or would have answered a scan, by collection and field.
    public var indexes: [IndexSummary] { catalog.tables.flatMap { $0.indexSummaries(catalog.indexBuilder) } }

    /// Comes back when nothing is being built in the background any more.
    public func waitForIndexes() { catalog.indexBuilder.waitUntilIdle() }
}
