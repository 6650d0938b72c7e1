/* SPDX-License-Identifier: Apache-2.0 */
/* The files of this checkout, for tests that read them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: (transfer none): the folder of the checkout */
const char *tree_get_root (void);

/* Returns: (transfer full): all files but those that a build or git made, as paths from the root
 *   in order; elements are freed with the array */
GPtrArray *tree_list_files (void);

/* Returns: whether @path ends in one of @suffixes, separated by blanks */
gboolean tree_has_suffix (const char *path, const char *suffixes);

/* Returns: (transfer full): the text of a file; aborts the test when it cannot be read */
char *tree_read_file (const char *path);

gboolean tree_exists (const char *path);

/* Fails the test with all @problems, one a line; frees them. */
void tree_report (GPtrArray *problems);

G_END_DECLS
