/// A column's name, type and what a schema says about it.
public struct Field: Hashable, Sendable {
    public var name: String
    public var type: ValueType
    /// A title for people, in their language.
    public var title: String?
    /// Other names by which a query may call the field.
    public var aliases: [String]
    /// Text is compared exactly (primary keys, `"tdq:identity": "exact"`) instead of by K1.
    public var hasExactIdentity: Bool
    /// Dates were written day first, so tables for people show them so.
    public var isDayFirst: Bool
    /// A query made it or asks something of it, so tables for people leave it out last.
    public var isAskedFor = false

    public init(
        _ name: String, _ type: ValueType, title: String? = nil, aliases: [String] = [],
        hasExactIdentity: Bool = false, isDayFirst: Bool = false
    ) {
        self.name = name
        self.type = type
        self.title = title
        self.aliases = aliases
        self.hasExactIdentity = hasExactIdentity
        self.isDayFirst = isDayFirst
    }
}

/// The columns of a collection or a result, in order; names are unique.
public struct Schema: Hashable, Sendable {
    public var fields: [Field]

    public init(_ fields: [Field]) { self.fields = fields }

    public func position(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}
