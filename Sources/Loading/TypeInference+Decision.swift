import Values

/// What a column is read as, and what to tell about it.
struct InferredType {
    var format: CellFormat
    var isDayFirst = false
    /// Behind the field's name in the load report.
    var message: String
    var severity = LoadNote.Severity.note
}

extension TypeInference {
    /// The narrowest type that every row fits.
    func decision() -> InferredType {
        guard present > 0 else { return InferredType(format: .text, message: "text: no row has a value") }
        if candidates.isEmpty { return text() }
        if !candidates.isDisjoint(with: .numeric) { return number() }
        let rows = Self.rows(present)
        if candidates.contains(.boolean) {
            return InferredType(format: .boolean(.inferred), message: "boolean, \(truths() ?? rows)")
        }
        if candidates.contains(.date) { return dated(.date(.any), "date") }
        if candidates.contains(.dateTime) { return dated(.dateTime(.any), "date and time") }
        if candidates.contains(.day) { return sometimesTimed() }
        let element = elements.first?.decision() ?? InferredType(format: .text, message: "")
        let type = element.format.type.description
        return InferredType(format: .array(of: element.format), message: "list of \(type), \(rows)")
    }

    /// The words that are taken for true and false; nil in JSON, which has its own.
    private func truths() -> String? {
        let found = [(trueWords, "true"), (falseWords, "false")].filter { $0.0.count > 0 }
        guard !found.isEmpty else { return nil }
        let texts = found.map { words, truth in
            "\(Excerpt.quoted(words.value)) is \(truth) in \(Self.rows(words.count)), the first at line \(words.line)"
        }
        return texts.joined(separator: "; ")
    }

    private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

    private func text() -> InferredType {
        if leadingZeros.count > 0, let breaker, breaker.evidence.line == leadingZeros.line {
            return InferredType(
                format: .text,
                message:
                    "text, codes with leading zeros: the first is \(Excerpt.quoted(leadingZeros.value)) "
                    + "at line \(leadingZeros.line)"
            )
        }
        guard let breaker, breaker.presentBefore > 0 else { return InferredType(format: .text, message: "text") }
        let was = Self.name(breaker.before)
        return InferredType(
            format: .text,
            message: "text: \(Excerpt.quoted(breaker.evidence.value)) at line \(breaker.evidence.line) is no \(was), "
                + "as the \(breaker.presentBefore == 1 ? "value" : "\(breaker.presentBefore) values") before it")
    }

    /// What the rows before the break had in common.
    private static func name(_ candidates: Candidates) -> String {
        if candidates.contains(.integer) { return "integer" }
        if !candidates.isDisjoint(with: .numeric) { return "number" }
        if candidates.contains(.boolean) { return "boolean" }
        if candidates.contains(.date) { return "date" }
        if !candidates.isDisjoint(with: .dated) { return "date and time" }
        return "list"
    }

    private func dated(_ format: CellFormat, _ name: String) -> InferredType {
        guard dayFirst.count > 0 else {
            return InferredType(format: format, message: "\(name), year first, \(Self.rows(present))")
        }
        if dayFirstProof.count > 0 {
            return InferredType(
                format: format, isDayFirst: true,
                message:
                    "\(name), day first, proven by \(Self.rows(dayFirstProof.count)), "
                    + "the first at line \(dayFirstProof.line)"
            )
        }
        return InferredType(
            format: format, isDayFirst: true,
            message: "\(name), day first as always: no day is above 12, so that no row proves it "
                + "(\(Excerpt.quoted(dayFirst.value)) at line \(dayFirst.line))", severity: .warning)
    }

    /// Days with and without a time side by side: all are moments.
    private func sometimesTimed() -> InferredType {
        var type = dated(.dateTime(.anyOrDay), "date and time")
        type.message +=
            "; \(Self.rows(withoutTime.count)) without a time, the first \(Excerpt.quoted(withoutTime.value)) at line "
            + "\(withoutTime.line), \(withoutTime.count == 1 ? "is" : "are") read as 00:00 of the day"
        return type
    }

    private func number() -> InferredType {
        if candidates.contains(.integer) {
            guard hugeIntegers.count == 0 else {
                return tooLong(hugeIntegers.value, hugeIntegers.line)
            }
            return InferredType(format: .integer(.point), message: "integer, \(Self.rows(present))\(exactExponents)")
        }
        if candidates.isSuperset(of: [.point, .comma]), eitherReading.count > 0 { return undecided() }
        let isPoint = candidates.contains(.point)
        let extent = isPoint ? pointExtent : commaExtent
        let proof = isPoint ? pointProof : commaProof
        var format = isPoint ? NumberFormat.groupedPoint : .groupedComma
        if !extent.hasGroups { format.group = nil }
        if extent.integerDigits + extent.scale > NumberReading.maximumDigits {
            guard exponents.count > 0 else { return tooLong(proof.value, proof.line) }
            return InferredType(
                format: .double(format),
                message: "number: has exponents and needs more than \(NumberReading.maximumDigits) digits, the first "
                    + "exponent in \(Excerpt.quoted(exponents.value)) at line \(exponents.line)")
        }
        let evidence =
            fromJSON || proof.count == 0
            ? Self.rows(present) : "proven by \(Excerpt.quoted(proof.value)) at line \(proof.line)"
        if extent.scale == 0 {
            let separator = extent.hasGroups ? "\(isPoint ? "commas" : "points") between thousands, " : ""
            return InferredType(
                format: .integer(format), message: "integer, \(separator)\(evidence)\(exactExponents)")
        }
        let digits = extent.scale == 1 ? "1 digit" : "\(extent.scale) digits"
        let sign = fromJSON ? "" : "decimal \(isPoint ? "point" : "comma"), "
        return InferredType(
            format: .decimal(scale: extent.scale, format),
            message: "decimal, \(sign)\(digits) behind it, \(evidence)\(exactExponents)")
    }

    /// Behind the message of an exact number.
    private var exactExponents: String {
        exponents.count == 0
            ? ""
            : "; exponents are written out, the first is \(Excerpt.quoted(exponents.value)) at line \(exponents.line)"
    }

    private func tooLong(_ value: String, _ line: Int) -> InferredType {
        InferredType(
            format: .text,
            message: "text: the numbers need more than \(NumberReading.maximumDigits) digits (line \(line): "
                + "\(Excerpt.quoted(value))); a schema with type “number” reads them as binary numbers",
            severity: .warning)
    }

    /// 1.234 alone: a guess would be wrong by a factor of a thousand. 3E5 alone: so are many codes written.
    private func undecided() -> InferredType {
        let value = eitherReading.value
        guard value.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }) else {
            return InferredType(
                format: .text,
                message: "text: \(Excerpt.quoted(value)) at line \(eitherReading.line) may be a code or a number with "
                    + "an exponent, and no row tells which; settle it in a datapackage.json with \"type\": \"number\"",
                severity: .warning)
        }
        let sign = value.utf8.contains(UInt8(ascii: ",")) ? "," : "."
        let other = sign == "," ? "." : ","
        return InferredType(
            format: .text,
            message:
                "text: \(Excerpt.quoted(value)) at line \(eitherReading.line) may be thousands or a fraction, "
                + "and no row tells which; settle it in a datapackage.json with \"type\": \"number\" and "
                + "\"decimalChar\": \"\(sign)\", or \"groupChar\": \"\(sign)\", \"decimalChar\": \"\(other)\"",
            severity: .warning)
    }
}
