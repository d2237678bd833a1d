import Language
import Storage

extension Session {
    /// Forgets damage that was found by work before this.
    func forgetDamage() { _ = catalog.takeDamage() }

    /// Nothing that was made from damaged bytes of a snapshot gets out: to be asked after work on the data and before
    /// what came of it is used, whether it went well or not.
    ///
    /// What could be made anew is only told, by `warn`.
    func checkDamage(at range: SourceRange, warn: (String) -> Void) throws(QueryError) {
        for damage in catalog.takeDamage() {
            guard damage.isRebuilt else {
                throw QueryError(.execution, damage.message, at: range, hints: [damage.hint])
            }
            warn(damage.message)
        }
    }
}
