#include "CKernels.h"

// Sets of rows: what ascending lists of row numbers, and bitmaps, have in common.

/// The rest of two lists, without a branch that could be foreseen wrongly.
static size_t merge(
    const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, size_t i, size_t j, size_t found,
    uint32_t *common) {
    while (i < a_count && j < b_count) {
        const uint32_t x = a[i], y = b[j];
        if (common != NULL && x == y) common[found] = x;
        found += x == y;
        i += x <= y;
        j += y <= x;
    }
    return found;
}

#if defined(__x86_64__)
#include <immintrin.h>

/// Eight numbers of one list beside eight of the other in all their rotations, the block that ends first going on
/// (Schlegel, Willhalm and Lehner, "Fast sorted-set intersection using SIMD instructions", 2011).
__attribute__((target("avx2,bmi,popcnt"))) static size_t intersect_avx2(
    const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint32_t *common) {
    size_t i = 0, j = 0, found = 0;
    while (i + 8 <= a_count && j + 8 <= b_count) {
        const __m256i left = _mm256_loadu_si256((const __m256i *)(a + i));
        // Each half turned in itself, then the halves changed, in two chains of which none waits for the other.
        const __m256i right = _mm256_loadu_si256((const __m256i *)(b + j));
        const __m256i other = _mm256_permute2x128_si256(right, right, 1);
        __m256i equal = _mm256_or_si256(_mm256_cmpeq_epi32(left, right), _mm256_cmpeq_epi32(left, other));
        equal = _mm256_or_si256(equal, _mm256_cmpeq_epi32(left, _mm256_shuffle_epi32(right, 0x39)));
        equal = _mm256_or_si256(equal, _mm256_cmpeq_epi32(left, _mm256_shuffle_epi32(right, 0x4E)));
        equal = _mm256_or_si256(equal, _mm256_cmpeq_epi32(left, _mm256_shuffle_epi32(right, 0x93)));
        equal = _mm256_or_si256(equal, _mm256_cmpeq_epi32(left, _mm256_shuffle_epi32(other, 0x39)));
        equal = _mm256_or_si256(equal, _mm256_cmpeq_epi32(left, _mm256_shuffle_epi32(other, 0x4E)));
        equal = _mm256_or_si256(equal, _mm256_cmpeq_epi32(left, _mm256_shuffle_epi32(other, 0x93)));
        uint32_t bits = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(equal));
        if (common == NULL) {
            found += (size_t)__builtin_popcount(bits);
        } else {
            for (; bits != 0; bits &= bits - 1) common[found++] = a[i + (size_t)__builtin_ctz(bits)];
        }
        const uint32_t a_last = a[i + 7], b_last = b[j + 7];
        i += (size_t)(a_last <= b_last) * 8;
        j += (size_t)(b_last <= a_last) * 8;
    }
    return merge(a, a_count, b, b_count, i, j, found, common);
}

__attribute__((target("popcnt"))) static size_t and_count_popcnt(
    const uint64_t *a, const uint64_t *b, size_t word_count) {
    size_t total = 0;
    for (size_t index = 0; index < word_count; index++) total += (size_t)__builtin_popcountll(a[index] & b[index]);
    return total;
}
#endif

size_t tdq_intersect(
    const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint32_t *common) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return intersect_avx2(a, a_count, b, b_count, common);
#endif
    return merge(a, a_count, b, b_count, 0, 0, 0, common);
}

size_t tdq_and_count(const uint64_t *a, const uint64_t *b, size_t word_count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt")) return and_count_popcnt(a, b, word_count);
#endif
    size_t total = 0;
    for (size_t index = 0; index < word_count; index++) total += (size_t)__builtin_popcountll(a[index] & b[index]);
    return total;
}
