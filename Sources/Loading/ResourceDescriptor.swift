import Storage
import Values

/// One resource of a data package: where its file is, how it is written, and its schema.
struct ResourceDescriptor {
    struct ForeignKey {
        var field: String
        var resource: String
        /// Nil: the target's primary key.
        var targetField: String?
        /// The field holds a list of keys.
        var isList: Bool
        var node: JSONNode
    }

    let head: ResourceHead
    let about: String?
    let format: FileFormat
    let dialect: Dialect?
    let encoding: TextEncoding?
    /// Nil where there is no schema.
    private(set) var fields: [FieldDescriptor]?
    private(set) var primaryKey: [String] = []
    private(set) var foreignKeys: [ForeignKey] = []
    private(set) var nameFields: [String] = []
    private(set) var displayField: String?

    var node: JSONNode { head.node }
    var reader: DescriptorReader { head.reader }
    var name: String { head.name }
    var title: String? { head.title }
    var file: String { head.file }

    init(_ head: ResourceHead, notes: inout [LoadNote]) throws(LoadError) {
        self.head = head
        let (node, reader) = (head.node, head.reader)
        about = try reader.string(node, "description")
        format = try Self.format(node, head.path, reader)
        encoding = try Self.encoding(node, reader)
        dialect = try Self.dialect(node, format, reader)
        guard let schema = node["schema"] else { return }
        guard let members = schema["fields"]?.array else {
            throw reader.error(
                schema, "a schema needs \"fields\": a list", hint: "a schema in a file of its own is not read")
        }
        try readSchema(schema, members, &notes)
    }

    // MARK: The file

    private static func format(
        _ node: JSONNode, _ path: String, _ reader: DescriptorReader
    ) throws(LoadError) -> FileFormat {
        let declared = try reader.string(node, "format")
        let word = declared ?? Paths.split(path).fileExtension
        guard let format = FileFormat(fileExtension: word.lowercased()) else {
            throw reader.error(
                node["format"] ?? node["path"]!, "“\(word)” is no known format",
                hint: "known are csv, tsv, json, jsonl, ndjson")
        }
        return format
    }

    private static func encoding(_ node: JSONNode, _ reader: DescriptorReader) throws(LoadError) -> TextEncoding? {
        guard let name = try reader.string(node, "encoding") else { return nil }
        guard let encoding = TextEncoding(name: name) else {
            throw reader.error(
                node["encoding"]!, "the encoding “\(name)” is not read", hint: "known are \(TextEncoding.names)")
        }
        return encoding
    }

    private static func dialect(
        _ node: JSONNode, _ format: FileFormat, _ reader: DescriptorReader
    ) throws(LoadError) -> Dialect? {
        guard format == .csv || format == .tsv else { return nil }
        var dialect = format == .tsv ? Dialect.tabs : Dialect()
        guard let member = node["dialect"] else { return dialect }
        guard member.isObject else {
            throw reader.error(
                member, "\"dialect\" must be an object", hint: "a dialect in a file of its own is not read")
        }
        if let delimiter = try reader.byte(member, "delimiter") { dialect.delimiter = delimiter }
        if member["quoteChar"]?.isNull == true {
            dialect.quote = nil
        } else if let quote = try reader.byte(member, "quoteChar") {
            dialect.quote = quote
        }
        dialect.escape = dialect.quote
        if try reader.boolean(member, "doubleQuote") == false { dialect.escape = nil }
        if member["escapeChar"]?.isNull == true {
        } else if let escape = try reader.byte(member, "escapeChar") {
            dialect.escape = escape
        }
        dialect.hasHeader = try reader.boolean(member, "header") ?? true
        dialect.skipsInitialSpace = try reader.boolean(member, "skipInitialSpace") ?? false
        if member["commentChar"]?.isNull == true {
        } else {
            dialect.comment = try reader.byte(member, "commentChar")
        }
        return dialect
    }

    // MARK: The schema

    private mutating func readSchema(
        _ schema: JSONNode, _ members: [JSONNode], _ notes: inout [LoadNote]
    ) throws(LoadError) {
        let missing = try reader.strings(schema, "missingValues") ?? [""]
        var unchecked = ""
        var read: [FieldDescriptor] = []
        for member in members {
            let field = try FieldDescriptor(member, missing, reader, unchecked: &unchecked)
            guard !read.contains(where: { $0.field.name == field.field.name }) else {
                throw reader.error(member, "two fields are called “\(field.field.name)”")
            }
            read.append(field)
        }
        primaryKey = try reader.strings(schema, "primaryKey") ?? []
        nameFields = try reader.strings(schema, "tdq:names") ?? []
        displayField = try reader.string(schema, "tdq:display")
        let used = [
            ("primaryKey", primaryKey), ("tdq:names", nameFields), ("tdq:display", displayField.map { [$0] } ?? []),
        ]
        for (key, names) in used { try checkFields(names, read, schema[key] ?? schema, key) }
        for index in read.indices where primaryKey.contains(read[index].field.name) {
            read[index].field.hasExactIdentity = true
        }
        fields = read
        try readForeignKeys(schema, read, &notes)
        if !unchecked.isEmpty {
            notes.append(
                LoadNote(collection: name, message: "constraints that are not checked: \(unchecked)"))
        }
    }

    private func checkFields(
        _ names: [String], _ fields: [FieldDescriptor], _ node: JSONNode, _ key: String
    ) throws(LoadError) {
        for name in names where !fields.contains(where: { $0.field.name == name }) {
            throw reader.error(
                node, "\"\(key)\" of \(self.name) names the field “\(name)”, and there is none",
                hint: DescriptorReader.near(name, fields.map(\.field.name)))
        }
    }

    private mutating func readForeignKeys(
        _ schema: JSONNode, _ fields: [FieldDescriptor], _ notes: inout [LoadNote]
    ) throws(LoadError) {
        for key in schema["foreignKeys"]?.array ?? [] {
            guard let own = try reader.strings(key, "fields"), let reference = key["reference"],
                let targets = try reader.strings(reference, "fields")
            else {
                throw reader.error(
                    key, "a foreign key needs \"fields\" and \"reference\" with \"resource\" and \"fields\"")
            }
            guard own.count == 1, targets.count == 1 else {
                notes.append(
                    LoadNote(
                        collection: name, severity: .warning,
                        message:
                            "the foreign key over \(own.joined(separator: ", ")) is not followed: "
                            + "it has more than one field"
                    ))
                continue
            }
            try checkFields(own, fields, key, "foreignKeys")
            let resource = try reader.string(reference, "resource") ?? ""
            foreignKeys.append(
                ForeignKey(
                    field: own[0], resource: resource.isEmpty ? name : resource, targetField: targets[0], isList: false,
                    node: key))
        }
        for field in fields {
            guard let target = field.listReference else { continue }
            foreignKeys.append(
                ForeignKey(field: field.field.name, resource: target, targetField: nil, isList: true, node: field.node))
        }
    }

    // MARK: Loading

    func load(monitor: LoadMonitor, problems: inout ProblemLog) throws(LoadError) -> LoadedResource {
        guard Paths.kind(file) == .file else {
            let near = Paths.absent(file).problems[0].hint
            throw reader.error(node["path"] ?? node, "no such file: \(file)", hint: near)
        }
        monitor.willRead(file)
        let request = FileRequest(
            file: file, collection: name, format: format, dialect: dialect, declaredNames: fields?.map(\.field.name),
            encoding: encoding)
        var draft = try DataFile.read(request, monitor: monitor, problems: &problems) { data throws(LoadError) in
            if let fields { try plans(fields, data) } else { data.inferredPlans }
        }
        draft.title = title
        draft.about = about
        func position(_ name: String) -> Int? { draft.fields.firstIndex { $0.name == name } }
        draft.primaryKey = primaryKey.compactMap(position)
        draft.naming = RowNaming(
            nameFields: nameFields.compactMap(position), displayField: displayField.flatMap(position))
        return LoadedResource(draft: draft, descriptor: self)
    }

    /// The schema's fields, each with its column of the file; JSON objects may lack any of them.
    private func plans(_ fields: [FieldDescriptor], _ data: DataFile) throws(LoadError) -> [ColumnPlan] {
        var problems = ProblemLog()
        let declared = fields.map(\.field.name)
        let isDelimited = format == .csv || format == .tsv
        for name in data.names where !declared.contains(name) {
            problems.add(
                LoadProblem(
                    file: file, line: data.headerLine, field: name,
                    message: "the field “\(name)” is not in the schema of \(self.name)",
                    hint: DescriptorReader.near(name, declared)))
        }
        var plans: [ColumnPlan] = []
        for field in fields {
            let position = data.names.firstIndex(of: field.field.name)
            if position == nil, isDelimited {
                problems.add(
                    LoadProblem(
                        file: file, line: data.headerLine, field: field.field.name,
                        message: "the field “\(field.field.name)” of the schema is not in the file",
                        hint: DescriptorReader.near(field.field.name, data.names)))
            }
            plans.append(field.plan(source: position))
        }
        try problems.throwIfAny()
        return plans
    }
}
