/// What a data package says of a resource before its schema: enough to tell whether anybody asks for it.
struct ResourceHead {
    let node: JSONNode
    let reader: DescriptorReader
    let name: String
    let title: String?
    /// As the descriptor has it.
    let path: String
    /// Inside the package's folder, as the user would name it.
    let file: String

    /// What the collection is called by.
    var names: [String] { [name] + (title.map { [$0] } ?? []) }

    init(_ node: JSONNode, _ reader: DescriptorReader) throws(LoadError) {
        self.node = node
        self.reader = reader
        guard let name = try reader.string(node, "name"), !name.isEmpty else {
            throw reader.error(node, "a resource needs a \"name\"")
        }
        self.name = name
        title = try reader.string(node, "title")
        path = try Self.path(node, reader)
        file = Paths.join(reader.folder, path)
    }

    /// One relative path that stays inside the package's folder.
    private static func path(_ node: JSONNode, _ reader: DescriptorReader) throws(LoadError) -> String {
        guard let member = node["path"] else {
            throw reader.error(
                node, "a resource needs a \"path\"",
                hint: node["data"] == nil ? nil : "data inside the descriptor is not read; put it into a file")
        }
        guard let paths = member.strings, paths.count == 1 else {
            throw reader.error(member, "\"path\" must name one file", hint: "a resource of several files is not read")
        }
        let parts = paths[0].split(separator: "/", omittingEmptySubsequences: false)
        let hasScheme = zip(parts, parts.dropFirst()).contains { $0.hasSuffix(":") && $1.isEmpty }
        guard !paths[0].hasPrefix("/"), !parts.contains(".."), !hasScheme, !paths[0].hasPrefix("~") else {
            throw reader.error(
                member, "the path “\(paths[0])” leaves the package's folder",
                hint: "a path is relative to datapackage.json, without ..")
        }
        return paths[0]
    }
}
