// Swift imports neither variadic C functions nor the global streams, so each call of libedit that needs one
// has a wrapper here with fixed arguments. Nothing else belongs in this file.

#pragma once

#include <histedit.h>
#include <signal.h>
#include <stdio.h>
#include <sys/select.h>

typedef unsigned char (*tdq_key_function)(EditLine *, int);
typedef char *(*tdq_prompt_function)(EditLine *);
typedef int (*tdq_character_function)(EditLine *, wchar_t *);

static inline EditLine *tdq_el_open(const char *program) { return el_init(program, stdin, stdout, stderr); }

static inline void tdq_el_set_client_data(EditLine *line, void *data) { el_set(line, EL_CLIENTDATA, data); }

static inline void *tdq_el_client_data(EditLine *line) {
    void *data = NULL;
    el_get(line, EL_CLIENTDATA, &data);
    return data;
}

static inline int tdq_el_use_emacs_keys(EditLine *line) { return el_set(line, EL_EDITOR, "emacs"); }

static inline int tdq_el_set_prompt(EditLine *line, tdq_prompt_function prompt) {
    return el_set(line, EL_PROMPT, prompt);
}

static inline int tdq_el_set_reader(EditLine *line, tdq_character_function reader) {
    return el_set(line, EL_GETCFN, reader);
}

/// libedit's own handlers send a signal on to the whole process group; the line reader has its own.
static inline int tdq_el_leave_signals_alone(EditLine *line) { return el_set(line, EL_SIGNAL, 0); }

/// While a line is edited the terminal sends Ctrl-C and Ctrl-Z as characters.
static inline int tdq_el_take_signal_keys(EditLine *line) { return el_set(line, EL_SETTY, "-d", "-isig", NULL); }

static inline int tdq_el_add_function(EditLine *line, const char *name, tdq_key_function function) {
    return el_set(line, EL_ADDFN, name, name, function);
}

static inline int tdq_el_bind(EditLine *line, const char *key, const char *function) {
    return el_set(line, EL_BIND, key, function, NULL);
}

static inline int tdq_el_use_history(EditLine *line, History *entries) {
    return el_set(line, EL_HIST, history, entries);
}

/// Draws prompt and line anew from the cursor's place, which has to be the start of an empty row.
static inline void tdq_el_redraw(EditLine *line) { el_set(line, EL_REFRESH); }

/// 1 prepares the terminal for editing, 0 gives it back as it was.
static inline void tdq_el_prepare_terminal(EditLine *line, int isEditing) { el_set(line, EL_PREP_TERM, isEditing); }

static inline int tdq_history_set_size(History *entries, int count) {
    HistEvent event;
    return history(entries, &event, H_SETSIZE, count);
}

static inline int tdq_history_skip_repeats(History *entries) {
    HistEvent event;
    return history(entries, &event, H_SETUNIQUE, 1);
}

static inline int tdq_history_enter(History *entries, const char *text) {
    HistEvent event;
    return history(entries, &event, H_ENTER, text);
}

/// What is still in the C library's buffer goes out before anything is written to the terminal directly.
static inline void tdq_flush_terminal(void) { fflush(stdout); }

/// Waits until `fd` (below FD_SETSIZE) can be read, with only the signals of `mask` held back; -1 with EINTR for the
/// others. The mask changes and the wait begins in one step, so that no signal falls between them.
static inline int tdq_wait_for_input(int fd, const sigset_t *mask) {
    fd_set input;
    FD_ZERO(&input);
    FD_SET(fd, &input);
    return pselect(fd + 1, &input, NULL, NULL, NULL, mask);
}
