/* SPDX-License-Identifier: Apache-2.0 */
/* The row that says where a trace goes: a name in a folder, and never the name of what is there. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** Signal `changed`: the person gave another name or folder. */
#define BS_TYPE_OUTPUT_ROW (bs_output_row_get_type ())
G_DECLARE_FINAL_TYPE (BsOutputRow, bs_output_row, BS, OUTPUT_ROW, AdwActionRow)

/** bs_output_row_suggest: takes @base, or a free name like it, unless the person has given one. */
void bs_output_row_suggest (BsOutputRow *self, const char *base);

/** bs_output_row_forget: the name was used up: the next suggestion is taken again. */
void bs_output_row_forget (BsOutputRow *self);

/** bs_output_row_get_path: Returns: (transfer full): of the trace. */
char *bs_output_row_get_path (BsOutputRow *self);

/** bs_output_row_check: Returns: (transfer full) (nullable): what is wrong with the name. */
char *bs_output_row_check (BsOutputRow *self);

void bs_output_row_set_folder (BsOutputRow *self, const char *folder);

/** bs_output_row_show: says the folder, after something else was said in its place. */
void bs_output_row_show (BsOutputRow *self);

G_END_DECLS
