/// Encodings of Vietnamese text from before Unicode, and UTF-8 that was taken for one of them and encoded again.
public enum LegacyEncoding: String, CaseIterable, Sendable {
    case windows1258 = "windows-1258"
    /// TCVN 5712-1:1993, which the fonts named .Vn use.
    case tcvn3 = "TCVN3"
    case viscii = "VISCII"
    /// Letters with marks behind them, which the fonts named VNI use.
    case vni = "VNI"
    /// UTF-8, read as windows-1252 and written as UTF-8.
    case doubleUTF8 = "double-UTF-8"
    case windows1252 = "windows-1252"

    /// Those that a text without a declaration may be in: a table of western Europe fits nearly every text.
    public static let detectable: [LegacyEncoding] = [.windows1258, .tcvn3, .viscii, .vni, .doubleUTF8]

    /// By any of the usual names, whatever their case; nil for others.
    public init?(name: String) {
        switch name.lowercased().filter({ $0.isLetter || $0.isNumber }) {
        case "windows1258", "cp1258": self = .windows1258
        case "tcvn3", "tcvn", "tcvn5712", "tcvn57121", "tcvn571211993", "abc": self = .tcvn3
        case "viscii": self = .viscii
        case "vni", "vniwin", "vniwindows": self = .vni
        case "doubleutf8", "utf8twice": self = .doubleUTF8
        case "windows1252", "cp1252", "latin1", "iso88591": self = .windows1252
        default: return nil
        }
    }
}

/// A byte that means nothing in an encoding, where it stands.
public struct UndecodableByte: Error, Equatable {
    public let offset: Int
}

/// What each byte of the encodings of one byte a character means.
struct ByteTable {
    /// By byte; 0 for bytes that mean nothing, but for the first.
    let scalars: [UInt32]

    /// `upper`: the scalars of the bytes from 128 on; `lower`: those of control characters that are letters.
    private init(_ upper: String, lower: [UInt8: Unicode.Scalar] = [:]) {
        var scalars = (0..<128).map { UInt32($0) } + upper.unicodeScalars.map(\.value)
        for (byte, scalar) in lower { scalars[Int(byte)] = scalar.value }
        self.scalars = scalars
    }

    static let windows1258 = ByteTable(
        "€\0‚ƒ„…†‡ˆ‰\0‹Œ\0\0\0\0‘’“”•–—˜™\0›œ\0\0Ÿ"
            + "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿"
            + "ÀÁÂĂÄÅÆÇÈÉÊË\u{300}ÍÎÏĐÑ\u{309}ÓÔƠÖ×ØÙÚÛÜƯ\u{303}ß"
            + "àáâăäåæçèéêë\u{301}íîïđñ\u{323}óôơö÷øùúûüư₫ÿ")

    static let windows1252 = ByteTable(
        "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ"
            + "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿"
            + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
            + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ")

    static let tcvn3 = ByteTable(
        "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
            + "\u{A0}ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴ"
            + "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
            + "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
        lower: [
            1: "Ú", 2: "Ụ", 4: "Ừ", 5: "Ử", 6: "Ữ", 17: "Ứ", 18: "Ự", 19: "Ỳ", 20: "Ỷ", 21: "Ỹ", 22: "Ý", 23: "Ỵ",
        ])

    static let viscii = ByteTable(
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
            + "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
            + "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
            + "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
        lower: [2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"])
}
