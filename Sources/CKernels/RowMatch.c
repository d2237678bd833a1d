#include "CKernels.h"
#include "Bits.h"

// Which values of a run lie in a range, 64 at a time: a bit for each of them.

// Compilers make wide compares of these by themselves, if not the widest.
#define PLAIN_MATCH(NAME, TYPE)                                                                        \
    static inline uint64_t NAME(const TYPE *values, TYPE low, TYPE high) {                             \
        uint64_t found = 0;                                                                            \
        for (int index = 0; index < 64; index++) {                                                     \
            found |= (uint64_t)(values[index] >= low && values[index] <= high) << index;               \
        }                                                                                              \
        return found;                                                                                  \
    }

PLAIN_MATCH(match_u8, uint8_t)
PLAIN_MATCH(match_u16, uint16_t)
PLAIN_MATCH(match_u32, uint32_t)
PLAIN_MATCH(match_i64, int64_t)
PLAIN_MATCH(match_double, double)

#define TARGET
#define WAY match_run_u8
#define VALUE uint8_t
#define MATCH match_u8
#include "RowMatch.h"
#define WAY match_run_u16
#define VALUE uint16_t
#define MATCH match_u16
#include "RowMatch.h"
#define WAY match_run_u32
#define VALUE uint32_t
#define MATCH match_u32
#include "RowMatch.h"
#define WAY match_run_i64
#define VALUE int64_t
#define MATCH match_i64
#include "RowMatch.h"
#define WAY match_run_double
#define VALUE double
#define MATCH match_double
#include "RowMatch.h"
#undef TARGET

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

// An unsigned value lies in a range when its distance from the low end is no more than the range is long.

AVX2 static inline uint64_t match_u8_avx2(const uint8_t *values, uint8_t low, uint8_t high) {
    const __m256i base = _mm256_set1_epi8((char)low), span = _mm256_set1_epi8((char)(uint8_t)(high - low));
    uint64_t found = 0;
    for (int part = 0; part < 2; part++) {
        const __m256i value = _mm256_sub_epi8(_mm256_loadu_si256((const __m256i *)(values + part * 32)), base);
        const __m256i inside = _mm256_cmpeq_epi8(_mm256_min_epu8(value, span), value);
        found |= (uint64_t)(uint32_t)_mm256_movemask_epi8(inside) << (part * 32);
    }
    return found;
}

AVX2 static inline uint64_t match_u16_avx2(const uint16_t *values, uint16_t low, uint16_t high) {
    const __m256i base = _mm256_set1_epi16((short)low), span = _mm256_set1_epi16((short)(uint16_t)(high - low));
    uint64_t found = 0;
    for (int part = 0; part < 2; part++) {
        const __m256i a = _mm256_sub_epi16(_mm256_loadu_si256((const __m256i *)(values + part * 32)), base);
        const __m256i b = _mm256_sub_epi16(_mm256_loadu_si256((const __m256i *)(values + part * 32 + 16)), base);
        const __m256i inside = _mm256_packs_epi16(
            _mm256_cmpeq_epi16(_mm256_min_epu16(a, span), a), _mm256_cmpeq_epi16(_mm256_min_epu16(b, span), b));
        // The halves of both come out interleaved.
        const __m256i ordered = _mm256_permute4x64_epi64(inside, 0xD8);
        found |= (uint64_t)(uint32_t)_mm256_movemask_epi8(ordered) << (part * 32);
    }
    return found;
}

AVX2 static inline uint64_t match_u32_avx2(const uint32_t *values, uint32_t low, uint32_t high) {
    const __m256i base = _mm256_set1_epi32((int)low), span = _mm256_set1_epi32((int)(high - low));
    uint64_t found = 0;
    for (int part = 0; part < 8; part++) {
        const __m256i value = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(values + part * 8)), base);
        const __m256i inside = _mm256_cmpeq_epi32(_mm256_min_epu32(value, span), value);
        found |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(inside)) << (part * 8);
    }
    return found;
}

AVX2 static inline uint64_t match_i64_avx2(const int64_t *values, int64_t low, int64_t high) {
    const __m256i least = _mm256_set1_epi64x(low), greatest = _mm256_set1_epi64x(high);
    uint64_t outside = 0;
    for (int part = 0; part < 16; part++) {
        const __m256i value = _mm256_loadu_si256((const __m256i *)(values + part * 4));
        const __m256i beyond = _mm256_or_si256(_mm256_cmpgt_epi64(least, value), _mm256_cmpgt_epi64(value, greatest));
        outside |= (uint64_t)(uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(beyond)) << (part * 4);
    }
    return ~outside;
}

AVX2 static inline uint64_t match_double_avx2(const double *values, double low, double high) {
    const __m256d least = _mm256_set1_pd(low), greatest = _mm256_set1_pd(high);
    uint64_t found = 0;
    for (int part = 0; part < 16; part++) {
        const __m256d value = _mm256_loadu_pd(values + part * 4);
        const __m256d inside = _mm256_and_pd(
            _mm256_cmp_pd(value, least, _CMP_GE_OQ), _mm256_cmp_pd(value, greatest, _CMP_LE_OQ));
        found |= (uint64_t)(uint32_t)_mm256_movemask_pd(inside) << (part * 4);
    }
    return found;
}

#define TARGET AVX2
#define WAY match_run_u8_avx2
#define VALUE uint8_t
#define MATCH match_u8_avx2
#include "RowMatch.h"
#define WAY match_run_u16_avx2
#define VALUE uint16_t
#define MATCH match_u16_avx2
#include "RowMatch.h"
#define WAY match_run_u32_avx2
#define VALUE uint32_t
#define MATCH match_u32_avx2
#include "RowMatch.h"
#define WAY match_run_i64_avx2
#define VALUE int64_t
#define MATCH match_i64_avx2
#include "RowMatch.h"
#define WAY match_run_double_avx2
#define VALUE double
#define MATCH match_double_avx2
#include "RowMatch.h"
#undef TARGET

#define DISPATCH(WAY) __builtin_cpu_supports("avx2") ? WAY##_avx2(values, count, low, high, mask) \
                                                     : WAY(values, count, low, high, mask)
#else
#define DISPATCH(WAY) WAY(values, count, low, high, mask)
#endif

void tdq_match_u8(const uint8_t *values, size_t count, uint8_t low, uint8_t high, uint64_t *mask) {
    DISPATCH(match_run_u8);
}

void tdq_match_u16(const uint16_t *values, size_t count, uint16_t low, uint16_t high, uint64_t *mask) {
    DISPATCH(match_run_u16);
}

void tdq_match_u32(const uint32_t *values, size_t count, uint32_t low, uint32_t high, uint64_t *mask) {
    DISPATCH(match_run_u32);
}

void tdq_match_i64(const int64_t *values, size_t count, int64_t low, int64_t high, uint64_t *mask) {
    DISPATCH(match_run_i64);
}

void tdq_match_double(const double *values, size_t count, double low, double high, uint64_t *mask) {
    DISPATCH(match_run_double);
}

// A byte of a table for each value that may stand.
#define TABLE_MATCH(NAME, TYPE)                                                                        \
    void NAME(const TYPE *values, size_t count, const uint8_t *holds, uint64_t *mask) {                \
        for (size_t start = 0; start < count; start += 64) {                                           \
            const size_t length = count - start < 64 ? count - start : 64;                             \
            uint64_t found = 0;                                                                        \
            for (size_t index = 0; index < length; index++) {                                          \
                found |= (uint64_t)holds[values[start + index]] << index;                              \
            }                                                                                          \
            mask[start >> 6] = found;                                                                  \
        }                                                                                              \
    }

TABLE_MATCH(tdq_match_table_u8, uint8_t)
TABLE_MATCH(tdq_match_table_u16, uint16_t)
TABLE_MATCH(tdq_match_table_u32, uint32_t)

void tdq_keep_bits(uint64_t *mask, size_t count, const uint64_t *words, size_t first) {
    for (size_t start = 0; start < count; start += 64, mask++) {
        *mask &= bits_at(words, first + start, count - start < 64 ? count - start : 64);
    }
}

size_t tdq_list_bits(const uint64_t *mask, size_t word_count, int32_t *positions) {
    int32_t *next = positions;
    for (size_t word = 0; word < word_count; word++) {
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1) {
            *next++ = (int32_t)(word * 64 + (size_t)__builtin_ctzll(bits));
        }
    }
    return (size_t)(next - positions);
}
