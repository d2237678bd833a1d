import VietnameseText

/// An edit that the reader of characters asks for; libedit changes its line only from a bound key.
enum PendingEdit {
    /// Replace the scalar before the cursor by a composed one.
    case compose(Unicode.Scalar)
    case replaceLine(String)
    /// Nothing but the prompt has changed.
    case redraw
}

extension LineReader {
    func nextScalar() -> Unicode.Scalar? {
        while true {
            guard let scalar = readScalar() else { return nil }
            if search != nil {
                return searchKey(scalar)
            }
            switch scalar {
            case Control.r: return beginSearch()
            case Control.c: return interruptKey()
            default: return composing(scalar)
            }
        }
    }

    /// One character; a signal meanwhile may have changed the window's size.
    func readScalar() -> Unicode.Scalar? {
        while true {
            do {
                return try input.nextScalar()
            } catch .signal {
                if WindowSize.takeChange() { redrawAtNewSize() }
            } catch {
                return nil
            }
        }
    }

    /// Ctrl-C leaves the line where it is on the screen, so the cursor goes to its end first.
    private func interruptKey() -> Unicode.Scalar {
        guard let (scalars, cursor) = handle?.contents(), cursor < scalars.count else { return Control.c }
        input.putBack([Control.c])
        return Control.e
    }

    /// A combining mark joins the letter before the cursor, when the two make one.
    private func composing(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0x300...0x36F).contains(scalar.value), let (scalars, cursor) = handle?.contents(), cursor > 0 else {
            return scalar
        }
        guard let letter = Composition.compose(base: scalars[cursor - 1], mark: scalar) else { return scalar }
        return edit(.compose(letter))
    }

    private func edit(_ edit: PendingEdit) -> Unicode.Scalar {
        pendingEdit = edit
        return Self.editKey
    }

    func performPendingEdit() -> KeyOutcome {
        guard let handle, let edit = pendingEdit else { return .nothing }
        pendingEdit = nil
        switch edit {
        case .compose(let letter):
            handle.deleteBackwards(1)
            return handle.insert(String(letter)) ? .redraw : .beep
        case .replaceLine(let text):
            return handle.replaceAll(with: text) ? .redraw : .beep
        case .redraw:
            return .redraw
        }
    }

    /// The terminal has laid its rows out anew, so the way up to the prompt's row is counted at the new width.
    private func redrawAtNewSize() {
        guard let handle else { return }
        width = Self.terminalWidth()
        let (scalars, cursor) = handle.contents()
        let row = layout(scalars[..<cursor]).row
        EditLineHandle.writeToTerminal((row > 0 ? "\u{1B}[\(row)A" : "") + "\r\u{1B}[J")
        handle.takeNewSize()
        handle.redraw()
    }
}

extension LineReader {
    private func beginSearch() -> Unicode.Scalar {
        let scalars = handle?.contents().scalars ?? []
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars)
        search = HistorySearch(entries: history, original: String(line))
        return edit(.redraw)
    }

    /// Every other key than those of the search ends it, with the line it found, and then does what it always does.
    private func searchKey(_ key: Unicode.Scalar) -> Unicode.Scalar {
        guard let current = search else { return key }
        switch key {
        case Control.r: search?.older()
        case Control.h, Control.delete: search?.deleteLast()
        case Control.c, Control.g:
            search = nil
            return edit(.replaceLine(current.original))
        case _ where key.value < 0x20:
            search = nil
            input.putBack([key])
            return edit(.replaceLine(current.line))
        default: search?.append(key)
        }
        return edit(.replaceLine(search?.line ?? current.line))
    }
}

/// Characters that keys with Ctrl send.
enum Control {
    static let c: Unicode.Scalar = "\u{03}"
    static let e: Unicode.Scalar = "\u{05}"
    static let g: Unicode.Scalar = "\u{07}"
    static let h: Unicode.Scalar = "\u{08}"
    static let r: Unicode.Scalar = "\u{12}"
    static let delete: Unicode.Scalar = "\u{7F}"
}
