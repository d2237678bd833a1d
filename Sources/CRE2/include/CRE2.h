// A C face of RE2: regular expressions in linear time. No exception crosses it.
#ifndef TDQ_CRE2_H
#define TDQ_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tdq_regex tdq_regex;

/// Compiles a UTF-8 pattern; always gives a handle, to be released with tdq_regex_free.
tdq_regex *tdq_regex_compile(const uint8_t *pattern, size_t length, bool ignores_case);

/// What is wrong with the pattern, or NULL; lives as long as the handle.
const char *tdq_regex_error(const tdq_regex *regex);

/// Whether the pattern matches somewhere in the text. The pattern must be without error.
bool tdq_regex_search(const tdq_regex *regex, const uint8_t *text, size_t length);

/// The same pattern, compiled to be searched in many texts at once, each on a line of its own; NULL where a line is not to
/// it what a text is. To be released with tdq_regex_free. The pattern must be without error.
tdq_regex *tdq_regex_compile_lines(const uint8_t *pattern, size_t length);

/// Which of the texts from `first` to before `limit` match: 1 for those, 0 for the others. Text i is `bytes[offsets[i]]` to
/// before `bytes[offsets[i + 1]]`. `lines` is `regex`, compiled with tdq_regex_compile_lines.
void tdq_regex_match_texts(
    const tdq_regex *regex, const tdq_regex *lines, const uint8_t *bytes, const uint32_t *offsets, size_t first,
    size_t limit, uint8_t *matches);

void tdq_regex_free(tdq_regex *regex);

#ifdef __cplusplus
}
#endif

#endif
