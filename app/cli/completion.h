/* SPDX-License-Identifier: Apache-2.0 */
/* What can stand next on a command line, for shells: asked of the tables of options themselves, so that
 * it cannot be older than these. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first argument with which a shell asks; then come the words after the program, up to the cursor, the
 * last of which is being written. */
#define BS_CLI_COMPLETE "--complete"

/* A line for which any file will do. */
#define BS_CLI_COMPLETE_FILES ":files"

/* Runs a command to have its options: @argv is its name and --help. */
typedef int (*BsCliCommand) (int argc, char **argv);

/** bs_cli_completion_take: for the one place that parses options: whether it is a shell that asks, to which
 * @context is then known. */
gboolean bs_cli_completion_take (GOptionContext *context);

/**
 * bs_cli_complete:
 * @command: the command that is written
 * @words: (array zero-terminated=1): its name, and what follows, of which the last one is being written
 *
 * Adds to @out a line for each thing that can stand there: the word, a tab, and what it means.
 */
void bs_cli_complete (BsCliCommand command, const char *const *words, GString *out);

/** bs_cli_complete_word: adds @word where it begins as @begun does. @about: (nullable) */
void bs_cli_complete_word (GString *out, const char *begun, const char *word, const char *about);

G_END_DECLS
