import Storage

/// What can go wrong while a plan runs.
public enum ExecutionError: Error, Sendable, Equatable {
    case cancelled
    /// A whole number or decimal left its 64 bits; the text says of what.
    case overflow(String)
    /// A date was moved out of the years 1 to 9999.
    case dateOutOfRange
    /// A column would have more different texts than it holds, 4 GiB of them.
    case tooMuchText
    /// An operator would keep more than the memory limit allows.
    case memory(operation: String, limit: Int)
    /// Bytes of a snapshot that the plan needs are not what was saved.
    case damage(SnapshotDamage)
}
