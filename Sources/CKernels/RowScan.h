// The body of `tdq_scan_plain_rows`, for `RowScan.c`: SCAN names it, MATCH3 compares 64 bytes, TARGET is the processor
// it is for.

TARGET static intptr_t SCAN(tdq_row_scan *scan, tdq_cell *cells, tdq_row_place *places, intptr_t limit) {
    const uint8_t *const end = scan->end;
    const uint8_t delimiter = scan->delimiter, plain = scan->plain, missing = scan->missing;
    const int32_t quote = scan->quote, comment = scan->comment;
    const intptr_t column_count = scan->column_count, longest = scan->longest;
    const uint8_t *row_start = scan->position;
    // The 64 bytes from `window` on; a set bit is a delimiter or line end not yet passed.
    const uint8_t *window = row_start;
    uint64_t marks = MATCH3(window, delimiter, '\n', '\r') & before_end(window, end);
    intptr_t count = 0;
    while (count < limit && row_start < end && *row_start != comment) {
        const uint8_t *start = row_start;
        const uint8_t *mark;
        tdq_cell *cell = cells;
        const tdq_cell *const last = cells + (column_count - 1);
        while (1) {
            // A quote means something only where a cell begins.
            if (__builtin_expect(*start == quote, 0)) {
                const uint8_t *const closing = closing_quote(start + 1, end, (uint8_t)quote);
                if (closing == NULL) goto done;
                // The line end or delimiter behind it is the first mark of the new window.
                window = closing + 1;
                marks = MATCH3(window, delimiter, '\n', '\r') & before_end(window, end);
                if ((marks & 1) == 0) goto done;
                mark = window;
                cell->address = start + 1;
                cell->length = (uint32_t)(closing - start - 1);
                cell->kind = scan->quoted;
            } else {
                while (marks == 0) {
                    window += 64;
                    if (window >= end) goto done;
                    marks = MATCH3(window, delimiter, '\n', '\r') & before_end(window, end);
                }
                mark = window + __builtin_ctzll(marks);
                cell->address = mark == start ? NULL : start;
                cell->length = (uint32_t)(mark - start);
                cell->kind = mark == start ? missing : plain;
            }
            marks &= marks - 1;
            if (*mark != delimiter) break;
            // A cell behind the last column; one behind the end of the text finds no mark.
            if (cell == last) goto done;
            cell++;
            start = mark + 1;
        }
        // A blank line means nothing, but in a file of one column: whoever called looks closer.
        if (cell != last || mark - row_start > longest) goto done;
        const uint8_t *next = mark + 1;
        if (*mark == '\r' && next < end && *next == '\n') {
            // The line feed is the next mark.
            if (marks == 0) {
                window += 64;
                marks = MATCH3(window, delimiter, '\n', '\r') & before_end(window, end);
            }
            marks &= marks - 1;
            next++;
        }
        places[count].line = scan->line + count;
        places[count].start = row_start;
        places[count].length = mark - row_start;
        row_start = next;
        cells += column_count;
        count++;
    }
done:
    scan->position = row_start;
    scan->line += count;
    return count;
}

#undef SCAN
#undef TARGET
#undef MATCH3
