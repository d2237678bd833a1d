import Columns
import Planning

/// What one thread gathers of the rows it is given; tables of several threads are put together at the end.
protocol GroupTable: AnyObject {
    func add(_ batch: Batch) throws(ExecutionError)
    /// Takes what another table of the same kind has gathered.
    func absorb(_ other: any GroupTable) throws(ExecutionError)
    /// A row for each group: the keys, then the aggregates.
    func finish() throws(ExecutionError) -> Batch
    /// Whether `finish` gives the groups in the order of their keys.
    var isOrdered: Bool { get }
}
