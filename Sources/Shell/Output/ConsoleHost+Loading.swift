import Engine
import Glibc

extension ConsoleHost {
    /// Loads data into the session; Ctrl-C stops it, and a long load says on a terminal how far it is.
    ///
    /// - Parameter asked: what is needed of it; nil for all.
    /// - Returns: the names of the collections added.
    @discardableResult public func load(
        _ requests: [DataRequest], isLenient: Bool = false, asked: AskedCollections? = nil
    ) throws(LoadError) -> [String] {
        var loading = LoadOptions()
        let cancellation = session.cancellation
        loading.isLenient = isLenient
        loading.threads = options.threads
        loading.encoding = options.encoding
        if options.usesCache {
            loading.cacheFolder = LoadOptions.standardCacheFolder()
            if loading.cacheFolder == nil {
                report(Report(.warning, "--cache has no folder: neither XDG_CACHE_HOME nor HOME is set"))
            }
        }
        loading.isCancelled = { cancellation.isCancelled }
        let showsProgress = !options.isQuiet && isatty(STDERR_FILENO) == 1
        if showsProgress { loading.progress = { StandardError.write("\r\($0)\u{1B}[K") } }
        let start = ContinuousClock.now
        defer {
            // Progress is not shown before a second has passed; what was, is wiped away.
            if showsProgress, ContinuousClock.now - start > .seconds(1) { StandardError.write("\r\u{1B}[K") }
        }
        return try session.load(requests, options: loading, asked: asked)
    }
}
