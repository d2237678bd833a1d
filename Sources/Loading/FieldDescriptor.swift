import Values

/// One field of a Table Schema.
struct FieldDescriptor {
    let node: JSONNode
    var field: Field
    let reading: ColumnPlan.Reading
    /// As errors call it.
    let typeName: String
    let missingValues: [[UInt8]]
    let isRequired: Bool
    let isUnique: Bool
    /// As written; read by the field's own format.
    let minimum: String?
    let maximum: String?
    let allowed: [String]?
    /// The collection whose primary keys the field's list holds.
    let listReference: String?

    init(
        _ node: JSONNode, _ missing: [String], _ reader: DescriptorReader, unchecked: inout String
    ) throws(LoadError) {
        self.node = node
        guard let name = try reader.string(node, "name"), !name.isEmpty else {
            throw reader.error(node, "a field needs a \"name\"")
        }
        field = Field(name, .text)
        field.title = try reader.string(node, "title")
        field.aliases = try reader.strings(node, "tdq:aliases") ?? []
        if let identity = try reader.string(node, "tdq:identity") {
            guard identity == "exact" else {
                throw reader.error(node["tdq:identity"]!, "\"tdq:identity\" can only be \"exact\"")
            }
            field.hasExactIdentity = true
        }
        let type = try reader.string(node, "type") ?? "string"
        let parsed = try Self.reading(type, node, reader)
        reading = parsed.reading
        field.isDayFirst = parsed.isDayFirst
        typeName = parsed.name
        let own = try reader.strings(node, "missingValues") ?? missing
        missingValues = own.map { Array($0.utf8) }
        listReference = try reader.string(node, "tdq:references")
        if listReference != nil, type != "array", type != "list" {
            throw reader.error(node, "\"tdq:references\" is for lists, and \(name) is \(type)", hint: "use foreignKeys")
        }
        let constraints = node["constraints"] ?? node
        let has = node["constraints"] != nil
        isRequired = has ? try reader.boolean(constraints, "required") ?? false : false
        isUnique = has ? try reader.boolean(constraints, "unique") ?? false : false
        minimum = has ? constraints["minimum"]?.scalarText : nil
        maximum = has ? constraints["maximum"]?.scalarText : nil
        allowed = has ? constraints["enum"]?.array?.compactMap(\.scalarText) : nil
        if has {
            for key in ["pattern", "minLength", "maxLength"] where constraints[key] != nil {
                unchecked += "\(unchecked.isEmpty ? "" : ", ")\(name) \(key)"
            }
        }
    }

    func plan(source: Int?) -> ColumnPlan {
        ColumnPlan(
            field: field, reading: reading, source: source, missingValues: missingValues, isRequired: isRequired,
            typeName: typeName)
    }

    private typealias Parsed = (reading: ColumnPlan.Reading, name: String, isDayFirst: Bool)

    private static func reading(
        _ type: String, _ node: JSONNode, _ reader: DescriptorReader
    ) throws(LoadError) -> Parsed {
        switch type {
        case "string", "time", "yearmonth", "duration", "geopoint", "object", "geojson", "any":
            return (.declared(.text), "text", false)
        case "integer", "year":
            var format = NumberFormat(decimal: NumberFormat.noDecimal)
            format.group = try reader.byte(node, "groupChar")
            format.isBare = try reader.boolean(node, "bareNumber") ?? true
            return (.declared(.integer(format)), "an integer", false)
        case "number":
            var format = NumberFormat()
            format.decimal = try reader.byte(node, "decimalChar") ?? format.decimal
            format.group = try reader.byte(node, "groupChar")
            format.isBare = try reader.boolean(node, "bareNumber") ?? true
            return (.number(format), "a number", false)
        case "boolean":
            var format = BooleanFormat.standard
            if let texts = try reader.strings(node, "trueValues") { format.trueValues = texts.map { Array($0.utf8) } }
            if let texts = try reader.strings(node, "falseValues") { format.falseValues = texts.map { Array($0.utf8) } }
            return (.declared(.boolean(format)), "a boolean", false)
        case "date", "datetime": return try date(type, node, reader)
        case "array", "list": return try list(type, node, reader)
        default:
            throw reader.error(
                node["type"] ?? node, "“\(type)” is no type of Table Schema",
                hint:
                    "types are string, integer, number, boolean, date, datetime, time, year, yearmonth, array, "
                    + "list, object, any"
            )
        }
    }

    private static func date(_ type: String, _ node: JSONNode, _ reader: DescriptorReader) throws(LoadError) -> Parsed {
        let text = try reader.string(node, "format") ?? "default"
        let format: CellFormat.DateFormat
        var isDayFirst = false
        var written = text
        switch text {
        case "default":
            format = .iso
            written = type == "date" ? "yyyy-mm-dd" : "yyyy-mm-ddThh:mm:ss"
        case "any":
            format = .any
            written = "day first or yyyy-mm-dd"
        default:
            guard let pattern = DatePattern(text) else {
                throw reader.error(
                    node["format"]!, "the format “\(text)” is not understood", hint: "for example %d/%m/%Y")
            }
            format = .pattern(pattern)
            isDayFirst = pattern.isDayFirst
        }
        if type == "date" { return (.declared(.date(format)), "a date (\(written))", isDayFirst) }
        return (.declared(.dateTime(format)), "a date and time (\(written))", isDayFirst)
    }

    /// `array` is written as JSON, `list` with a delimiter between its items.
    private static func list(_ type: String, _ node: JSONNode, _ reader: DescriptorReader) throws(LoadError) -> Parsed {
        let item =
            try reader.string(node["arrayItem"] ?? node, node["arrayItem"] == nil ? "itemType" : "type") ?? "string"
        let element: CellFormat
        switch item {
        case "integer": element = .integer(NumberFormat(decimal: NumberFormat.noDecimal))
        case "number": element = .double(.point)
        case "boolean": element = .boolean(.standard)
        case "date": element = .date(.iso)
        case "datetime": element = .dateTime(.iso)
        default: element = .text
        }
        let name = "a list of \(element.type.description)"
        if type == "array" { return (.declared(.array(of: element)), "\(name) written as a JSON array", false) }
        let delimiter = try reader.byte(node, "delimiter") ?? UInt8(ascii: ",")
        return (.declared(.separated(delimiter, of: element)), name, false)
    }
}
