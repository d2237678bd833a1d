import Glibc

/// The statements that run before the first prompt.
public enum InitFile {
    /// `$XDG_CONFIG_HOME/tdq/init.tdq`, or below `~/.config`; nil when there is no such file.
    public static func standardPath() -> String? {
        let folder: String
        if let config = getenv("XDG_CONFIG_HOME"), config.pointee == UInt8(ascii: "/") {
            folder = String(cString: config)
        } else if let home = getenv("HOME"), home.pointee == UInt8(ascii: "/") {
            folder = String(cString: home) + "/.config"
        } else {
            return nil
        }
        let path = folder + "/tdq/init.tdq"
        return FileNames.exists(path) ? path : nil
    }
}
