import Values

extension Double {
    /// What part of a whole this is, in per cent. A hundred times a number of up to 46 bits is exact, so that the
    /// division alone rounds; only where it is too large for a double does the division go first.
    @inline(__always)
    func percent(of whole: Double) -> Double {
        let hundredfold = self * 100
        return hundredfold.isFinite ? hundredfold / whole : self / whole * 100
    }
}

extension ValueType {
    /// As what numbers are read whose unit does not matter: decimals by the integers that they are kept as, which are
    /// exact where decimals as doubles are not.
    var withoutUnit: ValueType {
        if case .decimal = self { return .integer }
        return self
    }
}
