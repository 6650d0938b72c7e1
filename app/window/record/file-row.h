/* SPDX-License-Identifier: Apache-2.0 */
/* A row that stands for a file, chosen with its button. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BsFileRow:
 *
 * Properties: `path` (nullable; notified), `pattern` (of files that are shown first, nullable), `none` (what
 * the row says without a file), `ask` (name of the button and title of the chooser), `clearable` (whether
 * there may be no file again).
 */
#define BS_TYPE_FILE_ROW (bs_file_row_get_type ())
G_DECLARE_FINAL_TYPE (BsFileRow, bs_file_row, BS, FILE_ROW, AdwActionRow)

const char *bs_file_row_get_path (BsFileRow *self);
void bs_file_row_set_path (BsFileRow *self, const char *path);

/** bs_file_row_show: says the file, or that there is none, after something else was said in its place. */
void bs_file_row_show (BsFileRow *self);

G_END_DECLS
