/// A Vietnamese person's name: family name, middle names, given name.
public enum PersonName {
    /// The given name: the last word. Empty when the name is.
    public static func given(_ name: String) -> String {
        let range = givenRange(of: name.utf8.span)
        let start = name.utf8.index(name.startIndex, offsetBy: range.lowerBound)
        return String(name[start..<name.utf8.index(start, offsetBy: range.count)])
    }

    /// The bytes of the given name (the last word, without the space after it) in a name in UTF-8.
    public static func givenRange(of name: Span<UInt8>) -> Range<Int> {
        var (start, end, index) = (0, 0, 0)
        var isInWord = false
        while index < name.count {
            let (value, length) = UTF8Scalars.decode(name, at: index)
            if CharacterClasses.isSpace(value) {
                isInWord = false
            } else if isInWord || !CharacterClasses.isInvisible(value) {
                if !isInWord { start = index }
                isInWord = true
                end = index + length
            }
            index += length
        }
        return start..<end
    }
}
