#include "CKernels.h"

#include <stddef.h>

/// The place of the quote that ends a cell without a quote or line end inside; NULL where there is none.
///
/// Not inlined: it would take the registers of the loop around it.
__attribute__((noinline)) static const uint8_t *closing_quote(
    const uint8_t *cursor, const uint8_t *end, uint8_t quote) {
    while (cursor < end) {
        const uint64_t found = tdq_match3(cursor, quote, '\n', '\r');
        if (found == 0) {
            cursor += 64;
            continue;
        }
        const uint8_t *place = cursor + __builtin_ctzll(found);
        return place + 1 < end && *place == quote ? place : NULL;
    }
    return NULL;
}

/// The bits of a window that stand for bytes before the end.
static inline uint64_t before_end(const uint8_t *window, const uint8_t *end) {
    const ptrdiff_t rest = end - window;
    return rest >= 64 ? ~UINT64_C(0) : rest <= 0 ? 0 : (UINT64_C(1) << rest) - 1;
}

// One loop, compiled for each width of compares.

#define SCAN scan_rows_baseline
#define TARGET
#define MATCH3 tdq_match3
#include "RowScan.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2,bmi"))) static inline uint64_t match3_avx2(
    const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c) {
    const __m256i first = _mm256_set1_epi8((char)a), second = _mm256_set1_epi8((char)b),
                  third = _mm256_set1_epi8((char)c);
    uint64_t found = 0;
    for (int part = 0; part < 2; part++) {
        const __m256i text = _mm256_loadu_si256((const __m256i *)(bytes + part * 32));
        const __m256i equal = _mm256_or_si256(
            _mm256_or_si256(_mm256_cmpeq_epi8(text, first), _mm256_cmpeq_epi8(text, second)),
            _mm256_cmpeq_epi8(text, third));
        found |= (uint64_t)(uint32_t)_mm256_movemask_epi8(equal) << (part * 32);
    }
    return found;
}

#define SCAN scan_rows_avx2
#define TARGET __attribute__((target("avx2,bmi")))
#define MATCH3 match3_avx2
#include "RowScan.h"

__attribute__((target("avx512f,avx512bw,bmi"))) static inline uint64_t match3_avx512(
    const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c) {
    const __m512i text = _mm512_loadu_si512(bytes);
    return _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8((char)a))
        | _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8((char)b))
        | _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8((char)c));
}

#define SCAN scan_rows_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,bmi")))
#define MATCH3 match3_avx512
#include "RowScan.h"
#endif

intptr_t tdq_scan_plain_rows(tdq_row_scan *scan, tdq_cell *cells, tdq_row_place *places, intptr_t limit) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw")) return scan_rows_avx512(scan, cells, places, limit);
    if (__builtin_cpu_supports("avx2")) return scan_rows_avx2(scan, cells, places, limit);
#endif
    return scan_rows_baseline(scan, cells, places, limit);
}
