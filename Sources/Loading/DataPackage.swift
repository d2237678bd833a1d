import Columns
import Storage
import Values
import VietnameseText

/// A `datapackage.json`, read and checked (Frictionless Data Package, Table Schema, CSV Dialect).
struct DataPackage {
    static let fileName = "datapackage.json"

    let reader: DescriptorReader
    private(set) var resources: [ResourceDescriptor] = []
    private(set) var notes: [LoadNote] = []
    /// Resources that nobody asks for.
    private(set) var unread: [UnreadCollection] = []

    /// Reads the descriptor as far as somebody asks for it; everything that is wrong there is reported at once.
    init(path: String, monitor: LoadMonitor) throws(LoadError) {
        let bytes = try FileBytes.read(path: path, name: path)
        let decoded = try DecodedText(bytes, name: path, encoding: .utf8)
        let text = UnsafeBufferPointer(rebasing: decoded.bytes.bytes[decoded.start...])
        let tree: JSONTree
        do { tree = try JSONTree(text) } catch {
            throw JSONSyntax.error(error, text, file: path, line: nil)
        }
        reader = DescriptorReader(path: path, bytes: decoded.bytes, start: decoded.start, tree: tree)
        let root = tree.root
        var problems = ProblemLog()
        guard let nodes = root["resources"]?.array, !nodes.isEmpty else {
            throw LoadError(
                reader.problem(
                    root["resources"] ?? root, "a data package needs \"resources\": a list with at least one entry"))
        }
        var heads: [ResourceHead] = []
        for node in nodes {
            do { heads.append(try ResourceHead(node, reader)) } catch { problems.add(error) }
        }
        checkNames(heads, &problems)
        readAsked(heads, monitor, &problems)
        checkForeignKeys(heads.map(\.name), &problems)
        try problems.throwIfAny()
    }

    /// Reads the resources that are asked for: by name or title, or by a reference from one that is.
    private mutating func readAsked(_ heads: [ResourceHead], _ monitor: LoadMonitor, _ problems: inout ProblemLog) {
        var isAsked = heads.map { monitor.isAskedFor($0.names, file: $0.file) }
        var open = heads.indices.filter { isAsked[$0] }
        var read: [ResourceDescriptor?] = heads.map { _ in nil }
        var next = 0
        while next < open.count {
            let index = open[next]
            next += 1
            let resource: ResourceDescriptor
            do { resource = try ResourceDescriptor(heads[index], notes: &notes) } catch {
                problems.add(error)
                continue
            }
            read[index] = resource
            for target in heads.indices where !isAsked[target] {
                guard resource.foreignKeys.contains(where: { $0.resource == heads[target].name }) else { continue }
                isAsked[target] = true
                open.append(target)
            }
        }
        resources = read.compactMap { $0 }
        unread = heads.indices.filter { !isAsked[$0] }.map {
            UnreadCollection(names: heads[$0].names, file: heads[$0].file)
        }
    }

    private func checkNames(_ heads: [ResourceHead], _ problems: inout ProblemLog) {
        var seen: Set<String> = []
        for head in heads where !seen.insert(head.name).inserted {
            problems.add(reader.problem(head.node, "two resources are called “\(head.name)”"))
        }
    }

    /// Every target is there, as a resource and as a field.
    private func checkForeignKeys(_ names: [String], _ problems: inout ProblemLog) {
        for resource in resources {
            for key in resource.foreignKeys {
                guard let target = resources.first(where: { $0.name == key.resource }) else {
                    problems.add(
                        reader.problem(
                            key.node,
                            "\(resource.name).\(key.field) refers to “\(key.resource)”, and no resource is called so",
                            hint: DescriptorReader.near(key.resource, names)))
                    continue
                }
                guard let field = key.targetField else {
                    if target.primaryKey.count != 1 {
                        problems.add(
                            reader.problem(
                                key.node,
                                "\(resource.name).\(key.field) refers to “\(key.resource)”, "
                                    + "which has no primary key of one field"))
                    }
                    continue
                }
                if let known = target.fields, !known.contains(where: { $0.field.name == field }) {
                    problems.add(
                        reader.problem(
                            key.node,
                            "\(resource.name).\(key.field) refers to \(key.resource).\(field), "
                                + "and there is no such field",
                            hint: DescriptorReader.near(field, known.map(\.field.name))))
                }
            }
        }
    }

    /// Loads every resource; references are still what stands in the files.
    ///
    /// Where all are small they are loaded several at a time, unless they are done before a thread has started; a large
    /// one takes all threads by itself.
    func load(monitor: LoadMonitor, problems: inout ProblemLog) throws(LoadError) -> [LoadedResource] {
        let threads = monitor.options.threads ?? Workers.processorCount
        let byteCount = resources.reduce(0) { $0 + Paths.size($1.file) }
        guard threads > 1, (Self.fewestBytes...Self.fewBytes).contains(byteCount) else {
            return try loaded(resources.lazy.map { ResourceLoad($0, monitor) }, problems: &problems) { $0.run() }
        }
        let loads = resources.map { ResourceLoad($0, monitor.copy()) }
        Workers.share(loads.count, threads: min(threads, loads.count)) { loads[$0].run() }
        return try loaded(loads, problems: &problems) { monitor.add($0.monitor) }
    }

    /// What loads give, in the order of the descriptor.
    private func loaded(
        _ loads: some Sequence<ResourceLoad>, problems: inout ProblemLog, _ finish: (ResourceLoad) -> Void
    ) throws(LoadError) -> [LoadedResource] {
        var loaded: [LoadedResource] = []
        for load in loads {
            finish(load)
            problems.add(load.problems)
            do { loaded.append(try load.result.get()) } catch {
                if error.isCancellation { throw error }
                problems.add(error)
            }
        }
        return loaded
    }

    /// Files of less in all take about as long as starting a thread and giving it memory of its own.
    private static let fewestBytes = 1 << 16
    /// Files of more in all may be large enough to be read by several threads each.
    private static let fewBytes = 1 << 20
}

/// The load of one resource: run by one thread, looked at by another when that is done.
private final class ResourceLoad: @unchecked Sendable {
    let monitor: LoadMonitor
    private let resource: ResourceDescriptor
    private(set) var problems = ProblemLog()
    private(set) var result: Result<LoadedResource, LoadError> = .failure(.cancelled)

    init(_ resource: ResourceDescriptor, _ monitor: LoadMonitor) {
        (self.resource, self.monitor) = (resource, monitor)
    }

    func run() {
        result = Result { () throws(LoadError) in try resource.load(monitor: monitor, problems: &problems) }
    }
}

/// A resource whose file is read.
struct LoadedResource {
    var draft: TableDraft
    let descriptor: ResourceDescriptor
}

/// Reads members of a descriptor, with errors that name their place in it.
struct DescriptorReader {
    let path: String
    let bytes: FileBytes
    /// Where the JSON text starts in the file.
    let start: Int
    /// Whose nodes are read.
    let tree: JSONTree

    var folder: String { Paths.folder(of: path) }

    func problem(_ node: JSONNode, _ message: String, hint: String? = nil) -> LoadProblem {
        let place = bytes.place(of: start + node.offset)
        return LoadProblem(file: path, line: place.line, column: place.column, message: message, hint: hint)
    }

    func error(_ node: JSONNode, _ message: String, hint: String? = nil) -> LoadError {
        LoadError(problem(node, message, hint: hint))
    }

    static func near(_ name: String, _ known: [String]) -> String? {
        let near = Spelling.nearest(name, among: known, limit: 3)
        if !near.isEmpty { return "did you mean \(near.joined(separator: ", "))?" }
        return known.count <= 20 ? "there are: \(known.joined(separator: ", "))" : nil
    }

    /// A member that must be a string, where it is there at all.
    func string(_ node: JSONNode, _ key: String) throws(LoadError) -> String? {
        guard let member = node[key] else { return nil }
        guard let text = member.string else { throw error(member, "\"\(key)\" must be a string") }
        return text
    }

    func boolean(_ node: JSONNode, _ key: String) throws(LoadError) -> Bool? {
        guard let member = node[key] else { return nil }
        guard let flag = member.boolean else { throw error(member, "\"\(key)\" must be true or false") }
        return flag
    }

    /// A member that must be a list of strings, or one.
    func strings(_ node: JSONNode, _ key: String) throws(LoadError) -> [String]? {
        guard let member = node[key] else { return nil }
        guard let texts = member.strings else { throw error(member, "\"\(key)\" must be a list of strings") }
        return texts
    }

    /// A member that must be one ASCII character.
    func byte(_ node: JSONNode, _ key: String) throws(LoadError) -> UInt8? {
        guard let member = node[key] else { return nil }
        guard let text = member.string, text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80 else {
            throw error(member, "\"\(key)\" must be one character, an ASCII one")
        }
        return byte
    }
}
