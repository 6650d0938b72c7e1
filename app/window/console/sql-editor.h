/* SPDX-License-Identifier: Apache-2.0 */
/* An editor for SQL on a trace: coloured as the desktop is, completes names of tables and columns, and
 * underlines what is wrong. */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

#define BS_TYPE_SQL_EDITOR (bs_sql_editor_get_type ())

/* Signals: `paused`: the text is another one than before, and nobody has typed for a moment; `broken`: lines
 * of what was inserted were too long to be shown, and were broken. */
G_DECLARE_FINAL_TYPE (BsSqlEditor, bs_sql_editor, BS, SQL_EDITOR, GtkSourceView)

/** bs_sql_editor_get_sql: Returns: (transfer full): all that stands in it. */
char *bs_sql_editor_get_sql (BsSqlEditor *self);

/** bs_sql_editor_set_sql: in place of what stands in it, which Undo brings back. */
void bs_sql_editor_set_sql (BsSqlEditor *self, const char *sql);

/** bs_sql_editor_insert: at the cursor, with blanks around it where words would run together. */
void bs_sql_editor_insert (BsSqlEditor *self, const char *text);

/** bs_sql_editor_underline: what is wrong at the character @where; -1: nothing, or not known where. */
void bs_sql_editor_underline (BsSqlEditor *self, glong where);

/** bs_sql_editor_get_underlined: @start, @end: (out): characters. Returns: whether anything is. */
gboolean bs_sql_editor_get_underlined (BsSqlEditor *self, glong *start, glong *end);

/** bs_sql_editor_set_pause: for how many milliseconds nobody has to type. */
void bs_sql_editor_set_pause (BsSqlEditor *self, guint ms);

/** bs_sql_editor_is_completing: Returns: whether words are listed. */
gboolean bs_sql_editor_is_completing (BsSqlEditor *self);

G_END_DECLS
