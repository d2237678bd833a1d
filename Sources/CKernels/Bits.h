// Reading bits from anywhere in a bitmap; for `RowMatch.c`, `FusedWords.c` and `RowChoice.c`.

#pragma once
#include <stddef.h>
#include <stdint.h>

/// The bits from `first` on, of which at most 64 are asked for: `count`. What stands above them means nothing.
static inline uint64_t bits_at(const uint64_t *words, size_t first, size_t count) {
    const size_t shift = first & 63;
    words += first >> 6;
    uint64_t bits = words[0] >> shift;
    // The next word is there if bits of it are asked for.
    if (shift + count > 64) bits |= words[1] << (64 - shift);
    return bits;
}
