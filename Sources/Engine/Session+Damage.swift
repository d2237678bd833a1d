import Execution
import Language
import Storage

/// Damaged bytes of a snapshot are met by whatever asks for them first; `Executor` throws what it meets itself.
extension Session {
    /// Forgets damage that was found by work before this.
    func forgetDamage() { catalog.forgetDamage() }

    /// To be asked after names and values were looked up in the data, whether they were found or not.
    func checkDamage(at range: SourceRange) throws(QueryError) {
        if let damage = catalog.damage { throw QueryError(.damage(damage), at: range) }
    }
}
