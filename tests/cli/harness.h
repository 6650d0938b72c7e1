/* SPDX-License-Identifier: Apache-2.0 */
/* Starts the command line as a person would, in a folder of its own. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  int status; /* the exit status; -1 when a signal ended it */
  char *out;
  char *err;
} Ran;

void ran_free (Ran *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ran, ran_free)

/** harness_init: makes the folder in which everything happens, and enters it. */
void harness_init (int *argc, char ***argv);

/** harness_run: runs the tests. Returns: what main() returns; the folder is gone. */
int harness_finish (void);

/** harness_run: starts the program with arguments up to %NULL and waits for its end. */
Ran *harness_run (const char *first, ...) G_GNUC_NULL_TERMINATED;
Ran *harness_run_words (const char *const *arguments);

/** harness_ok: the same; must succeed and print nothing on stderr. Returns: its output. */
char *harness_ok (const char *first, ...) G_GNUC_NULL_TERMINATED;

/** harness_start: Returns: (transfer full): the running program, its output on @stdout_fd. */
GPid harness_start (const char *const *arguments, int stdout_fd, const char *stderr_path);

/** harness_wait: Returns: the exit status of what harness_start() started, -1 for a signal. */
int harness_wait (GPid pid);

/** harness_refuses: exit 2, nothing on stdout, and a message that has all of @expected (up to
 * %NULL) in it. */
void harness_refuses (const char *const *arguments, const char *const *expected);

void harness_write (const char *path, const char *text, gssize length);
char *harness_read (const char *path, gsize *length);

/** harness_write_corpus: @n_trees varied trees, the same for the same @seed. */
void harness_write_corpus (const char *path, guint n_trees, guint32 seed);

/** harness_parse_json: Returns: (transfer full): must be well formed. */
JsonNode *harness_parse_json (const char *text);

/** harness_csv: Returns: (transfer full) (element-type GStrv): rows, the header first. */
GPtrArray *harness_csv (const char *text);
const char *harness_cell (GPtrArray *csv, guint row, const char *column);
gint64 harness_number (GPtrArray *csv, guint row, const char *column);

G_END_DECLS
