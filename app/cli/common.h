/* SPDX-License-Identifier: Apache-2.0 */
/* What all commands share: arguments, numbers, messages, output, interruption. */
#pragma once

#include <stdio.h>

#include <gio/gio.h>

#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_CLI_NAME "batchscope-cli"

/* Exit statuses; interrupted is what shells report for SIGINT. */
enum
{
  BS_CLI_DONE = 0,
  BS_CLI_FAILED = 1,
  BS_CLI_BAD = 2,
  BS_CLI_INTERRUPTED = 130
};

/**
 * bs_cli_context_new:
 * @command: its name
 * @arguments: (nullable): what stands after the options in the usage line, translated
 * @summary: what it does, translated
 *
 * Returns: (transfer full): a context to which the options of the command are added
 */
GOptionContext *bs_cli_context_new (const char *command, const char *arguments,
                                    const char *summary);

/**
 * bs_cli_parse:
 * @n_arguments: how many arguments must stand beside the options
 * @missing: (nullable): what to say when they are not there, translated
 *
 * Parses the options of a command; where that fails, says so on stderr.
 */
gboolean bs_cli_parse (GOptionContext *context, int *argc, char ***argv, int n_arguments,
                       const char *missing);

/** bs_cli_parse_between: the same for @least to @most arguments; @argc then counts those given, and
 * the name of the command. */
gboolean bs_cli_parse_between (GOptionContext *context, int *argc, char ***argv, int least,
                               int most, const char *missing);

/**
 * bs_cli_parse_integer:
 * @option: its name, such as `--seed`, for the message
 * @text: (nullable): what was given; %NULL leaves @value as it is
 */
gboolean bs_cli_parse_integer (const char *option, const char *text, guint64 minimum,
                               guint64 maximum, guint64 *value, GError **error);

/** bs_cli_parse_uint32: the same for 32 bits. */
gboolean bs_cli_parse_uint32 (const char *option, const char *text, guint32 minimum,
                              guint32 maximum, guint32 *value, GError **error);

/** bs_cli_parse_real: the same for decimal numbers from @minimum to @maximum. */
gboolean bs_cli_parse_real (const char *option, const char *text, double minimum, double maximum,
                            double *value, GError **error);

/** bs_cli_parse_table_format: the same for text, csv and json. */
gboolean bs_cli_parse_table_format (const char *text, BsTableFormat *format, GError **error);

/** bs_cli_complain: prints a translated message about usage or input. Returns: %BS_CLI_BAD. */
int bs_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

/** bs_cli_complain_usage: the same, and says where the help of @command is. */
int bs_cli_complain_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** bs_cli_note: prints a translated message on stderr that is no error. */
void bs_cli_note (const char *format, ...) G_GNUC_PRINTF (1, 2);

/**
 * bs_cli_check_output:
 * @path: (nullable): where a command will write
 * @inputs: (nullable) (array zero-terminated=1): files that it reads
 *
 * Returns: %FALSE with an error when @path is a folder, is in none, or is one of @inputs
 */
gboolean bs_cli_check_output (const char *path, const char *const *inputs, GError **error);

/**
 * bs_cli_write:
 * @path: (nullable): the file to write atomically; %NULL for stdout
 *
 * A reader of stdout that goes away is no error.
 */
gboolean bs_cli_write (const char *path, const GString *text, GError **error);

/** BsCliWriteFunc: writes all to @out. Returns: %FALSE with an error that names no file. */
typedef gboolean (*BsCliWriteFunc) (FILE *out, gpointer user_data, GError **error);

/** bs_cli_write_stream: @write writes the file @path, atomically, without all of it in memory. */
gboolean bs_cli_write_stream (const char *path, BsCliWriteFunc write, gpointer user_data,
                              GError **error);

/** bs_cli_finish: writes @text and says what went wrong. Returns: the exit status. */
int bs_cli_finish (const char *path, const GString *text);

/** bs_cli_load_trace: Returns: (transfer full): a trace with at least one decision. */
BsTrace *bs_cli_load_trace (const char *path, GError **error);

/**
 * bs_cli_find_decision:
 * @number: from 1; counted within @mini_batch when that is not %G_MAXUINT32
 * @decision: (out): from 1 through the whole trace
 */
gboolean bs_cli_find_decision (const BsTrace *trace, guint32 number, guint32 mini_batch,
                               guint32 *decision, GError **error);

/** bs_cli_copy_cell: adds a cell of @from as the next one of @to, whose column is of the same kind. */
void bs_cli_copy_cell (BsTable *to, const BsTable *from, guint row, guint column);

/** bs_cli_round: Returns: @value with at most four decimals, for tables. */
double bs_cli_round (double value);

/** bs_cli_append_json_string: appends @text (nullable) as JSON. */
void bs_cli_append_json_string (GString *out, const char *text);

/**
 * bs_cli_watch_interrupts:
 *
 * The first SIGINT or SIGTERM then cancels, a second one ends the program at once.
 *
 * Returns: (transfer none): what it cancels
 */
GCancellable *bs_cli_watch_interrupts (void);

G_END_DECLS
