/// A collection whose file is not read, since nobody asks for it.
struct UnreadCollection {
    /// Its name and, where it has one, its title.
    var names: [String]
    var file: String
}
