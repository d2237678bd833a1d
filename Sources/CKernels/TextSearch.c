#include "CKernels.h"

#include <string.h>

// Searches in texts that lie one after another: all their bytes at once, texts only where something is found.

static inline uint32_t four_at(const uint8_t *bytes) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/// Whether `needle` stands at `place`, whose first and last bytes are known to be the needle's. Few of the places
/// looked at pass the first comparison of four bytes.
static inline int holds(const uint8_t *place, const uint8_t *needle, size_t needle_count) {
    if (needle_count <= 2) return 1;
    if (needle_count == 3) return place[1] == needle[1];
    if (four_at(place) != four_at(needle)) return 0;
    if (needle_count <= 8) return four_at(place + needle_count - 4) == four_at(needle + needle_count - 4);
    return memcmp(place + 4, needle + 4, needle_count - 4) == 0;
}

/// The first place at or behind `place` where the needle stands; `end` where there is none.
static const uint8_t *find_plain(
    const uint8_t *place, const uint8_t *end, const uint8_t *needle, size_t needle_count) {
    const uint8_t last = needle[needle_count - 1];
    while ((size_t)(end - place) >= needle_count) {
        const uint8_t *const first = memchr(place, needle[0], (size_t)(end - place) - needle_count + 1);
        if (first == NULL) return end;
        if (first[needle_count - 1] == last && holds(first, needle, needle_count)) return first;
        place = first + 1;
    }
    return end;
}

#if defined(__x86_64__)
#include <immintrin.h>

/// The needle's first and last bytes are looked for together (Muła, "SIMD-friendly algorithms for substring
/// searching", 2016).
__attribute__((target("avx2,bmi"))) static const uint8_t *find_avx2(
    const uint8_t *place, const uint8_t *end, const uint8_t *needle, size_t needle_count) {
    const __m256i first = _mm256_set1_epi8((char)needle[0]);
    const __m256i last = _mm256_set1_epi8((char)needle[needle_count - 1]);
    while ((size_t)(end - place) >= needle_count - 1 + 32) {
        const __m256i head = _mm256_loadu_si256((const __m256i *)place);
        const __m256i tail = _mm256_loadu_si256((const __m256i *)(place + needle_count - 1));
        const __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(head, first), _mm256_cmpeq_epi8(tail, last));
        for (uint32_t found = (uint32_t)_mm256_movemask_epi8(both); found != 0; found &= found - 1) {
            const uint8_t *const candidate = place + __builtin_ctz(found);
            if (holds(candidate, needle, needle_count)) return candidate;
        }
        place += 32;
    }
    return find_plain(place, end, needle, needle_count);
}
#endif

static const uint8_t *find(const uint8_t *place, const uint8_t *end, const uint8_t *needle, size_t needle_count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return find_avx2(place, end, needle, needle_count);
#endif
    return find_plain(place, end, needle, needle_count);
}

/// ASCII letters and digits, and every byte of a letter outside ASCII.
static inline int is_word_byte(uint8_t byte) {
    const uint8_t lower = byte | 0x20;
    return byte >= 0x80 || (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9');
}

/// The text that holds `offset`, which is no earlier one than `text`: steps that double, then halves.
static size_t text_at(const uint32_t *offsets, size_t text, size_t text_count, size_t offset) {
    size_t step = 1;
    while (text + step < text_count && offsets[text + step] <= offset) {
        text += step;
        step *= 2;
    }
    size_t high = text + step < text_count ? text + step : text_count;
    while (high - text > 1) {
        const size_t middle = text + (high - text) / 2;
        if (offsets[middle] <= offset) text = middle; else high = middle;
    }
    return text;
}

void tdq_find_texts(
    const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit, const uint8_t *needle,
    size_t needle_count, int is_whole_word, uint8_t *holds_needle) {
    memset(holds_needle + first, 0, limit - first);
    if (first == limit) return;
    const uint8_t *const end = bytes + offsets[limit];
    const uint8_t *place = bytes + offsets[first];
    size_t text = first;
    while ((place = find(place, end, needle, needle_count)) != end) {
        text = text_at(offsets, text, limit, (size_t)(place - bytes));
        const uint8_t *const start = bytes + offsets[text], *const stop = bytes + offsets[text + 1];
        const uint8_t *const behind = place + needle_count;
        // What is found may reach over the end of a text.
        if (behind > stop
            || (is_whole_word
                && ((place > start && is_word_byte(place[-1])) || (behind < stop && is_word_byte(*behind))))) {
            place++;
            continue;
        }
        holds_needle[text] = 1;
        place = stop;
    }
}

/// A needle of one to three bytes at the end of texts: the last four bytes before it, shifted, are compared at once.
static void find_short_ends(
    const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit, const uint8_t *needle,
    size_t needle_count, uint8_t *holds_needle) {
    uint32_t wanted = 0;
    memcpy((uint8_t *)&wanted + 4 - needle_count, needle, needle_count);
    const uint32_t mask = ~(uint32_t)0 << (8 * (4 - needle_count));
    for (size_t text = first; text < limit; text++) {
        const uint32_t end = offsets[text + 1], length = end - offsets[text];
        // The first texts have no four bytes before their end.
        holds_needle[text] = length >= needle_count
            && (end >= 4 ? (four_at(bytes + end - 4) & mask) == wanted
                         : memcmp(bytes + end - needle_count, needle, needle_count) == 0);
    }
}

void tdq_find_ends(
    const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit, const uint8_t *needle,
    size_t needle_count, int is_at_end, uint8_t *holds_needle) {
    if (is_at_end && needle_count > 0 && needle_count < 4) {
        find_short_ends(bytes, offsets, first, limit, needle, needle_count, holds_needle);
        return;
    }
    const uint32_t tail = needle_count >= 4 ? four_at(needle + needle_count - 4) : 0;
    for (size_t text = first; text < limit; text++) {
        const size_t length = offsets[text + 1] - offsets[text];
        const uint8_t *const place = bytes + (is_at_end ? offsets[text + 1] - needle_count : offsets[text]);
        // Texts often begin alike; their ends tell them apart.
        holds_needle[text] = length >= needle_count
            && (needle_count < 4 || four_at(place + needle_count - 4) == tail)
            && memcmp(place, needle, needle_count) == 0;
    }
}

int tdq_is_plain(const uint8_t *bytes, size_t count) {
    uint8_t found = 0;
    for (size_t index = 0; index < count; index++) found |= (bytes[index] & 0x80) | (bytes[index] == '\r');
    return found == 0;
}

int tdq_is_like(const uint8_t *text, size_t count, const uint8_t *pattern, size_t pattern_count) {
    size_t place = 0, next = 0, retry_text = 0, retry_pattern = 0;
    int can_retry = 0;
    while (place < count) {
        if (next < pattern_count && pattern[next] == '%') {
            next++;
            can_retry = 1;
            retry_pattern = next;
            retry_text = place;
        } else if (next < pattern_count && pattern[next] == '_') {
            next++;
            do place++; while (place < count && (text[place] & 0xC0) == 0x80);
        } else if (next < pattern_count && pattern[next] == text[place]) {
            next++;
            place++;
        } else if (can_retry) {
            next = retry_pattern;
            place = ++retry_text;
        } else {
            return 0;
        }
    }
    while (next < pattern_count && pattern[next] == '%') next++;
    return next == pattern_count;
}

void tdq_keep_like(
    const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit, const uint8_t *pattern,
    size_t pattern_count, uint8_t *are_like) {
    for (size_t text = first; text < limit; text++) {
        if (!are_like[text]) continue;
        const uint32_t start = offsets[text];
        are_like[text] = (uint8_t)tdq_is_like(bytes + start, offsets[text + 1] - start, pattern, pattern_count);
    }
}

int tdq_are_ascending(const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit) {
    for (size_t text = first; text < limit; text++) {
        const size_t before = offsets[text] - offsets[text - 1], length = offsets[text + 1] - offsets[text];
        const int order = memcmp(bytes + offsets[text - 1], bytes + offsets[text], before < length ? before : length);
        if (order > 0 || (order == 0 && before > length)) return 0;
    }
    return 1;
}

void tdq_mark_bytes(const uint8_t *bytes, size_t count, uint8_t *marks) {
    size_t index = 0;
    // A word at a time: one load for eight stores, none of which waits for another.
    for (; index + 8 <= count; index += 8) {
        uint64_t word;
        memcpy(&word, bytes + index, sizeof word);
        for (int byte = 0; byte < 8; byte++) marks[word >> (byte * 8) & 0xFF] = 1;
    }
    for (; index < count; index++) marks[bytes[index]] = 1;
}

int tdq_is_folded(const uint8_t *bytes, const uint32_t *offsets, size_t count, int keeps_case) {
    const size_t byte_count = offsets[count] - offsets[0];
    bytes += offsets[0];
    uint8_t found = 0, spaces = 0;
    // Most texts that are not show it soon.
    for (size_t start = 0; start < byte_count && found == 0; start += 4096) {
        const size_t stop = start + 4096 < byte_count ? start + 4096 : byte_count;
        for (size_t index = start; index < stop; index++) found |= bytes[index] & 0x80;
    }
    if (found != 0 || keeps_case) return found == 0;
    for (size_t index = 0; index < byte_count; index++) {
        const uint8_t byte = bytes[index];
        found |= (uint8_t)(byte - 'A') < 26 | (uint8_t)(byte - 0x09) < 5 | byte == '`';
        spaces |= byte == ' ';
    }
    if (found != 0 || spaces == 0) return found == 0;
    for (size_t index = 0; index + 1 < byte_count; index++) found |= bytes[index] == ' ' & bytes[index + 1] == ' ';
    for (size_t text = 0; text < count; text++) {
        const uint32_t start = offsets[text] - offsets[0], stop = offsets[text + 1] - offsets[0];
        found |= start < stop && (bytes[start] == ' ' || bytes[stop - 1] == ' ');
    }
    return found == 0;
}
