/// What work that may be cancelled makes where nothing cancels it.
///
/// `make` is given who is asked whether it is cancelled; it makes something unless it is told so. (Folded texts of more
/// than 4 GiB cannot be made; where a plan needs them, that is an error before.)
public func uncancelled<Made>(_ make: (_ isCancelled: @escaping @Sendable () -> Bool) -> Made?) -> Made {
    guard let made = make({ false }) else { preconditionFailure("nothing cancels this") }
    return made
}
