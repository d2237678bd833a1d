/// The composed form (NFC) that output, prompts and the line editor show.
public enum Composition {
    /// `text` in canonical composed form.
    public static func composed(_ text: String) -> String {
        if UTF8Scalars.isASCII(text.utf8.span) { return text }
        return String(decoding: Folding.key(.exact, text), as: UTF8.self)
    }

    /// The one scalar that `base` and a combining mark typed after it make, or nil when there is none.
    ///
    /// Vietnamese marks combine in whatever order they are typed (ẹ and a circumflex, é and a circumflex); other letters
    /// as Unicode's canonical composition has them.
    public static func compose(base: Unicode.Scalar, mark: Unicode.Scalar) -> Unicode.Scalar? {
        if var letter = LetterTable.letter(base.value, in: LetterTable.codes), letter.absorb(mark.value),
            let composed = LetterTable.scalar(letter)
        {
            return Unicode.Scalar(composed)
        }
        guard TextCluster.isMark(mark.value) else { return nil }
        var pair = String.UnicodeScalarView()
        pair.append(base)
        pair.append(mark)
        let composed = String(decoding: String(pair)._nfcCodeUnits, as: UTF8.self).unicodeScalars
        return composed.count == 1 ? composed.first : nil
    }
}
