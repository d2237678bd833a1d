import Execution
import Language
import Loading
import Storage

public typealias DataRequest = Loading.DataRequest
public typealias LoadOptions = Loading.LoadOptions
public typealias LoadError = Loading.LoadError
public typealias LoadNote = Loading.LoadNote
public typealias Cancellation = Execution.Cancellation

public struct SessionOptions: Sendable {
    /// No `!command`, no `into`, no reading of files beyond the data given at the start.
    public var isSafe = false
    /// A script goes on after an error.
    public var keepsGoing = false
    /// Say on standard error why a query finds nothing, and that a match needed marks left out.
    public var explainsEmptyResults = false

    public init() {}
}
