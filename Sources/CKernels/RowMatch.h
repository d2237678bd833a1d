// The body of a comparison of a run of values, for `RowMatch.c`: WAY names it, VALUE is what it compares, MATCH tells of
// 64 values at once, TARGET is the processor it is for.

TARGET static void WAY(const VALUE *values, size_t count, VALUE low, VALUE high, uint64_t *mask) {
    size_t start = 0;
    for (; start + 64 <= count; start += 64) *mask++ = MATCH(values + start, low, high);
    if (start == count) return;
    uint64_t found = 0;
    for (size_t index = 0; start + index < count; index++) {
        const VALUE value = values[start + index];
        found |= (uint64_t)(value >= low && value <= high) << index;
    }
    *mask = found;
}

#undef WAY
#undef VALUE
#undef MATCH
