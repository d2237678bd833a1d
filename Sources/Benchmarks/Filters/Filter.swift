/// A condition at four selectivities, from a file of its own: `name`, `about`, `data` (a data set's name), and a
/// condition each under `rare`, `few`, `some` and `common`.
struct Filter {
    static let shares = ["rare", "few", "some", "common"]

    let name: String
    let dataName: String
    /// As many as `shares`.
    let conditions: [String]

    init(_ file: DescriptionFile) throws {
        try file.allow(Set(Filter.shares).union(["name", "about", "data"]))
        name = try file.required("name")
        _ = try file.required("about")
        dataName = try file.required("data")
        conditions = try Filter.shares.map { try file.required($0) }
    }
}
