import Glibc

/// The character classification that libedit needs.
public enum TerminalLocale {
    /// Takes the user's locale for characters, or `C.UTF-8` when that is not a UTF-8 one: in any other locale libedit
    /// drops every non-ASCII byte in silence. Characters alone: the user's numbers would bring the decimal comma into
    /// the C library's number parsing. False when the system has no UTF-8 locale at all.
    public static func prepare() -> Bool {
        if setlocale(LC_CTYPE, "") != nil, isUTF8 { return true }
        return setlocale(LC_CTYPE, "C.UTF-8") != nil && isUTF8
    }

    private static var isUTF8: Bool {
        guard let name = nl_langinfo(Int32(CODESET)) else { return false }
        return String(cString: name) == "UTF-8"
    }
}
