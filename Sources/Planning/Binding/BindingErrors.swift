import Language

/// Everything wrong with one query: errors independent of each other, in the order of their places.
public struct BindingErrors: Error, Sendable {
    /// At least one, at most `limit`; only follow-on errors where nothing else is wrong.
    public var errors: [BindingError]
    /// How many more there are.
    public var omitted: Int

    /// So many errors of one query are kept; nobody mends more at a time.
    public static let limit = 10
}

/// Gathers errors while a query is bound, so that one mistake does not hide the next.
///
/// What is bound goes on behind an error as far as it can: a condition, a column or a stage that failed is left out,
/// and what depends on it fails with a follow-on error, which is dropped here.
final class BindingErrorList {
    private var errors: [BindingError] = []
    private var omitted = 0
    private var followOn: BindingError?

    /// Whether what has been bound so far can be run.
    var isEmpty: Bool { errors.isEmpty && followOn == nil }

    /// Whether a bound is passed: what goes on binding behind that might never end.
    private(set) var isClosed = false

    func add(_ error: BindingError) {
        if error.kind == .beyondBound { isClosed = true }
        guard error.kind != .followOn else {
            followOn = followOn ?? error
            return
        }
        guard !errors.contains(where: { $0.range == error.range && $0.message == error.message }) else { return }
        if errors.count < BindingErrors.limit { errors.append(error) } else { omitted += 1 }
    }

    /// Throws what has been gathered, if anything has.
    func check() throws(BindingErrors) {
        let found = errors.isEmpty ? [followOn].compactMap { $0 } : errors
        guard !found.isEmpty else { return }
        let sorted = found.sorted { ($0.range.lower, $0.range.upper) < ($1.range.lower, $1.range.upper) }
        throw BindingErrors(errors: sorted, omitted: omitted)
    }
}

extension Binder {
    /// All of these values; each one's errors are gathered before the first is thrown on.
    func bindValues(_ expressions: [Expression], _ scope: Scope) throws(BindingError) -> [BoundExpression] {
        var bound: [BoundExpression] = []
        var failure: BindingError?
        for expression in expressions {
            do { bound.append(try bindValue(expression, scope)) } catch { failure = note(error) }
        }
        if let failure { throw failure }
        return bound
    }

    /// All of these conditions, as `bindValues`.
    func bindPredicates(_ expressions: [Expression], _ scope: Scope) throws(BindingError) -> [BoundExpression] {
        var bound: [BoundExpression] = []
        var failure: BindingError?
        for expression in expressions {
            do { bound.append(try bindPredicate(expression, scope)) } catch { failure = note(error) }
        }
        if let failure { throw failure }
        return bound
    }

    /// Keeps an error, and gives the follow-on error for what cannot be bound because of it.
    func note(_ error: BindingError) -> BindingError {
        errors.add(error)
        return .followOn(at: error.range)
    }
}
