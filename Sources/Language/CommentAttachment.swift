/// Gives each comment to the statement or stage it stands at.
struct CommentAttachment {
    let source: SourceText
    let comments: [Comment]

    func attach(to script: inout Script) {
        var next = 0
        for index in script.statements.indices {
            let range = script.statements[index].range
            let isLast = index + 1 == script.statements.count
            let following = isLast ? source.bytes.count : script.statements[index + 1].range.lower
            var leading: [Comment] = []
            while next < comments.count, comments[next].range.lower < range.lower {
                leading.append(comments[next])
                next += 1
            }
            let start = leading.first?.range.lower ?? range.lower
            script.statements[index].followsEmptyLine = hasEmptyLine(before: start)
            script.statements[index].leadingComments = leading
            var inside: [Comment] = []
            while next < comments.count, comments[next].range.lower < range.upper {
                inside.append(comments[next])
                next += 1
            }
            var trailing: [Comment] = []
            while next < comments.count, comments[next].range.lower < following,
                isOnOneLine(range.upper, comments[next].range.lower)
            {
                trailing.append(comments[next])
                next += 1
            }
            script.statements[index].trailingComments = trailing
            script.statements[index].attach(inside, by: self)
        }
        script.trailingComments = Array(comments[next...])
    }

    func isOnOneLine(_ lower: Int, _ upper: Int) -> Bool {
        lower <= upper && !source.bytes[lower..<upper].contains(10)
    }

    private func hasEmptyLine(before offset: Int) -> Bool {
        var index = offset
        var breaks = 0
        while index > 0 {
            if source.bytes[index - 1] == 10 {
                breaks += 1
                index -= 1
            } else {
                let length = spaceLength(source.bytes, before: index)
                if length == 0 { break }
                index -= length
            }
        }
        return breaks > 1
    }
}

extension Statement {
    /// Comments inside the statement go to its stages, or before it when it has none.
    fileprivate mutating func attach(_ comments: [Comment], by attachment: CommentAttachment) {
        guard !comments.isEmpty else { return }
        guard var query else {
            leadingComments += comments
            return
        }
        var after = 0
        for comment in comments {
            while after < query.stages.count, query.stages[after].range.lower <= comment.range.lower { after += 1 }
            let before = after - 1
            if before >= 0, query.stages[before].range.upper > comment.range.lower {
                query.stages[before].leadingComments.append(comment)
            } else if before >= 0, attachment.isOnOneLine(query.stages[before].range.upper, comment.range.lower) {
                query.stages[before].trailingComments.append(comment)
            } else if after < query.stages.count {
                query.stages[after].leadingComments.append(comment)
            } else {
                leadingComments.append(comment)
            }
        }
        self.query = query
    }

    /// The query the statement runs, if it runs one.
    public var query: Query? {
        get {
            switch kind {
            case .query(let query), .letQuery(_, let query), .check(_, let query), .explain(let query),
                .profile(let query), .describe(let query):
                query
            case .letValue, .parameter, .command, .invalid: nil
            }
        }
        set {
            guard let newValue else { return }
            switch kind {
            case .query: kind = .query(newValue)
            case .letQuery(let name, _): kind = .letQuery(name, newValue)
            case .check(let sentence, _): kind = .check(sentence: sentence, newValue)
            case .explain: kind = .explain(newValue)
            case .profile: kind = .profile(newValue)
            case .describe: kind = .describe(newValue)
            case .letValue, .parameter, .command, .invalid: break
            }
        }
    }
}
