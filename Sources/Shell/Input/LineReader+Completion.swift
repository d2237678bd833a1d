import VietnameseText

extension LineReader {
    /// Tab: inserts the only candidate, or what all have in common, or lists them below the line.
    func completeAtCursor() -> KeyOutcome {
        guard let handle, let complete else { return .beep }
        let (scalars, cursor) = handle.contents()
        let completion = complete(textBeforeCursor(scalars[..<cursor]))
        switch Self.choice(completion) {
        case .nothing: return .beep
        case .insert(let text):
            handle.deleteBackwards(completion.typed.unicodeScalars.count)
            return handle.insert(text) ? .redraw : .beep
        case .list:
            leaveLine()
            let listing = CompletionListing.text(completion.candidates, width: width)
            EditLineHandle.writeToTerminal(listing.split(separator: "\n").joined(separator: "\r\n") + "\r\n")
            handle.redraw()
            return .nothing
        }
    }

    enum CompletionChoice: Equatable {
        case nothing, list
        case insert(String)
    }

    /// What Tab does with these candidates.
    static func choice(_ completion: Completion) -> CompletionChoice {
        guard let first = completion.candidates.first?.text else { return .nothing }
        if completion.candidates.count == 1 {
            return .insert(["(", "/", "\""].contains(first.last) ? first : first + " ")
        }
        let common = completion.candidates.dropFirst().reduce(Array(first)) { common, candidate in
            Array(zip(common, candidate.text).prefix { $0 == $1 }.map(\.0))
        }
        let isLonger = common.count > completion.typed.count
        let continues = Folding.key(.k2, String(common)).starts(with: Folding.key(.k2, completion.typed))
        if isLonger && continues { return .insert(String(common)) }
        // Found by their titles: a name that all the others begin with is a step on the way to each.
        let isCandidate = completion.candidates.contains { $0.text == String(common) }
        return isCandidate && !continues ? .insert(String(common)) : .list
    }
}
