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

void tdq_regex_free(tdq_regex *regex);

#ifdef __cplusplus
}
#endif

#endif
